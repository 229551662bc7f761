// SPDX-License-Identifier: MIT

extension RenderState.Service {
    /// The whole service object, with made-up details where the sandbox keeps none.
    var json: JSONValue {
        [
            "id": .string(id), "name": .string(name), "slug": .string(name), "type": .string(type.rawValue),
            "ownerId": .string(ownerId), "autoDeploy": "no", "notifyOnFail": "default", "rootDir": "",
            "createdAt": "2026-01-01T00:00:00Z", "updatedAt": "2026-01-01T00:00:00Z",
            "dashboardUrl": .string("https://dashboard.render.com/\(type.short)/\(id)"),
            "suspended": suspended ? "suspended" : "not_suspended",
            "suspenders": suspended ? ["user"] : [],
            "serviceDetails": details,
        ]
    }

    private var details: JSONValue {
        let command: JSONValue = ["buildCommand": "make", "startCommand": "./run"]
        let common: [String: JSONValue] = [
            "env": "docker", "runtime": "docker", "plan": "starter", "region": "oregon",
            "buildPlan": "starter", "envSpecificDetails": command,
        ]
        var own: [String: JSONValue] =
            switch type {
            case .staticSite:
                [
                    "buildCommand": "make", "publishPath": "public", "url": .string("https://\(name).onrender.com"),
                    "buildPlan": "starter",
                ]
            case .webService:
                [
                    "numInstances": 1, "healthCheckPath": "", "openPorts": [],
                    "url": .string("https://\(name).onrender.com"),
                ]
            case .privateService: ["numInstances": 1, "openPorts": [], "url": .string("\(name):10000")]
            case .backgroundWorker: ["numInstances": 1]
            case .cronJob: ["schedule": "0 0 * * *"]
            }
        if let previewOf { own["parentServer"] = ["id": .string(previewOf), "name": .string(previewOf)] }
        return .object(type == .staticSite ? own : common.merging(own) { _, own in own })
    }
}
