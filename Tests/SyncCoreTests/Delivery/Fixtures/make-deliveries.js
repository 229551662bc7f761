// SPDX-License-Identifier: MIT
// node make-deliveries.js > deliveries.json
// As Infisical does in webhook-fns.ts: JSON.stringify({...data, timestamp}), and an HMAC-SHA256 of that text.
const crypto = require("crypto");
const key = "whsec-Schlüssel-🔑";
const t = 1795000000000;
const project = { workspaceId: "p1", projectId: "p1", projectName: "Shop", environment: "prod", environmentName: "Production", secretPath: "/a/b", changedBy: "ann@example.com", changedByActorType: "user" };
const without = (object, ...names) => Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
const bodies = {
  "secrets.modified": { event: "secrets.modified", project },
  "an older server's, with workspaceId alone": { event: "secrets.modified", project: without(project, "projectId") },
  "undefined values are absent": { event: "secrets.modified", project: { ...project, changedBy: undefined } },
  "non-ASCII text stays UTF-8": { event: "secrets.modified", project: { ...project, projectName: "Größe 世界 e\u0301 \u2028", secretPath: "/größe/世界" } },
  "a lone surrogate is escaped": { event: "secrets.modified", project: { ...project, projectName: "half \ud83d pair" } },
  "a path with what JSON escapes": { event: "secrets.modified", project: { ...project, secretPath: "/quote\"back\\slash\ttab" } },
  "test": { event: "test", project: without(project, "changedBy", "changedByActorType") },
  "secrets.rotation-failed": { event: "secrets.rotation-failed", project: { ...project, rotationName: "db", errorMessage: "no route", triggeredManually: false } },
  "secrets.reminder-expired": { event: "secrets.reminder-expired", project: { ...project, reminderNote: "rotate", secretName: "A", secretId: "s1" } },
  "honey-token.triggered": { event: "honey-token.triggered", project: { id: "p1", name: "Shop" } },
  "secrets.change-request.modified": { event: "secrets.change-request.modified", project: { id: "p1", name: "Shop" }, changeRequest: { environment: "prod" } },
  "a Slack payload": { text: "A secret value has been added or modified.", attachments: [{ color: "#E7F256", fields: [] }] },
  "a Teams payload": { type: "message", attachments: [{ contentType: "application/vnd.microsoft.card.adaptive", content: {} }] },
};
const fixtures = Object.entries(bodies).map(([name, data]) => {
  const body = JSON.stringify({ ...data, timestamp: t });
  const mac = crypto.createHmac("sha256", key).update(body).digest("hex");
  return { name, body: Buffer.from(body, "utf8").toString("base64"), signature: `t=${t};${mac}` };
});
console.log(JSON.stringify({ key, now: t, fixtures }, null, 2));
