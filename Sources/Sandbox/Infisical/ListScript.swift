// SPDX-License-Identifier: MIT

/// What successive lists of a folder show, one view after the other; after the last, what the state holds.
package struct ListScript: Decodable, Sendable {
    /// The project; nil: any. So with the environment's slug and the path.
    package var project: String?
    package var environment: String?
    package var path: String?
    package var views: [ListView]

    package init(project: String? = nil, environment: String? = nil, path: String? = nil, _ views: [ListView]) {
        self.project = project
        self.environment = environment
        self.path = path
        self.views = views
    }

    func concerns(_ wish: ReadParameters) -> Bool {
        (project.map { $0.isSame(as: wish.project) } ?? true)
            && (environment.map { $0.isSame(as: wish.environment) } ?? true)
            && (path.map { SecretPath.normal($0).isSame(as: wish.path) } ?? true)
    }
}

/// The scripts in force and how far each has come.
struct ListPlan: Sendable {
    private var scripts: [ListScript] = []
    /// The end of the history when the scripts were set.
    private var end = 0

    init() {}

    init(_ scripts: [ListScript], _ history: ProjectHistory) {
        self.scripts = scripts
        end = history.snapshots.count
    }

    /// Views that no list has shown yet.
    var remainingViews: Int { scripts.reduce(0) { $0 + $1.views.count } }

    /// The view for a list, and where in the history its changes are counted from. Nil: nothing is scripted.
    mutating func next(for wish: ReadParameters, _ history: ProjectHistory) -> (view: ListView, end: Int)? {
        let position = scripts.firstIndex { $0.concerns(wish) && !$0.views.isEmpty }
        guard let position, let view = scripts[position].views.first else { return nil }
        if let times = view.times {
            if times > 1 {
                scripts[position].views[0].times = times - 1
            } else {
                scripts[position].views.removeFirst()
            }
        }
        return (view, view.isPinned ? end : history.snapshots.count)
    }
}
