// SPDX-License-Identifier: MIT

extension RenderState {
    /// The service with an id. Setting replaces it, adds it, or removes it with nil.
    package subscript(service id: String) -> Service? {
        get { services.first { $0.id.isSame(as: id) } }
        set { services.replace(newValue) { $0.id.isSame(as: id) } }
    }

    /// The environment group with an id. Setting replaces it, adds it, or removes it with nil.
    package subscript(envGroup id: String) -> EnvGroup? {
        get { envGroups.first { $0.id.isSame(as: id) } }
        set { envGroups.replace(newValue) { $0.id.isSame(as: id) } }
    }
}

extension Array {
    /// Replaces the element that matches where it stands, appends it when none does, removes it when it is nil.
    mutating func replace(_ element: Element?, where matches: (Element) -> Bool) {
        let position = firstIndex(where: matches)
        switch (position, element) {
        case (let position?, let element?): self[position] = element
        case (let position?, nil): remove(at: position)
        case (nil, let element?): append(element)
        case (nil, nil): break
        }
    }
}

extension [RenderState.EnvVar] {
    /// The value of a key, compared as bytes. Setting keeps the place of an existing key; nil removes it.
    package subscript(key: String) -> String? {
        get { first { $0.key.isSame(as: key) }?.value }
        set { replace(newValue.map { RenderState.EnvVar(key, $0) }) { $0.key.isSame(as: key) } }
    }
}

extension [RenderState.SecretFile] {
    /// The content of a file, its name compared as bytes. Setting keeps the place of an existing one; nil removes it.
    package subscript(name: String) -> String? {
        get { first { $0.name.isSame(as: name) }?.content }
        set { replace(newValue.map { RenderState.SecretFile(name, $0) }) { $0.name.isSame(as: name) } }
    }
}
