# SPDX-License-Identifier: MIT
"""What no schema says about deploy/: that its files fit together, and that render-sync accepts every configuration."""

import copy
import json
import pathlib
import re
import subprocess
import sys
import tomllib

import kubernetes_validate
import yaml

DEPLOY = pathlib.Path("deploy")
IMAGE = "ghcr.io/render-sync/render-sync"
SECRETS = {
    name: "placeholder"
    for name in (
        "INFISICAL_UNIVERSAL_AUTH_CLIENT_ID", "INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET", "INFISICAL_WEBHOOK_SECRET",
        "RENDER_API_KEY",
    )
}


class Loader(yaml.SafeLoader):
    """Plain YAML, but a key that stands twice is an error, and CloudFormation's tags pass."""

    def construct_mapping(self, node, deep=False):
        keys = [self.construct_object(key, deep=deep) for key, _ in node.value if key.value != "<<"]
        doubled = {key for key in keys if keys.count(key) > 1}
        if doubled:
            raise ValueError(f"{node.start_mark}: twice: {doubled}")
        return super().construct_mapping(node, deep=deep)


def cloudformation(loader, suffix, node):
    if isinstance(node, yaml.ScalarNode):
        return f"{suffix} {node.value}"
    return loader.construct_sequence(node) if isinstance(node, yaml.SequenceNode) else loader.construct_mapping(node)


Loader.add_multi_constructor("!", cloudformation)


def load(path):
    return yaml.load((DEPLOY / path).read_text(), Loader)


def expect(condition, message):
    if not condition:
        sys.exit(f"check-manifests: error: {message}")


def accepts(program, what, variables):
    """render-sync accepts the variables: with a valid configuration, all that it refuses is the unknown sync's name.

    What the examples leave to be filled in is filled in: as it stands, the program refuses it.
    """
    filled = {name: re.sub("replace[- ]me", "placeholder", value) for name, value in variables.items()}
    done = subprocess.run(
        [program, "sync", "no-such-sync"], env=filled, capture_output=True, text=True, timeout=30)
    expect(done.returncode == 64, f"{what}: render-sync says: {done.stderr}")
    print(f"  accepted: {what}")


def plain(entries):
    """A container's `env`; what comes from a secret has a placeholder."""
    return {entry["name"]: entry.get("value", "placeholder") for entry in entries}


def hardened(what, pod, container):
    both = {**pod.get("securityContext", {}), **container["securityContext"]}
    expect(both["runAsNonRoot"] and both["runAsUser"] == 65532, f"{what}: runs as another user than the image's")
    expect(container["securityContext"]["readOnlyRootFilesystem"], f"{what}: can write")
    expect(container["securityContext"]["capabilities"] == {"drop": ["ALL"]}, f"{what}: has capabilities")
    expect(not container["securityContext"]["allowPrivilegeEscalation"], f"{what}: can gain privileges")


def kubernetes(program):
    folder = DEPLOY / "kubernetes"
    kustomization = load("kubernetes/kustomization.yaml")
    files = {path.name for path in folder.glob("*.yaml")} - {"kustomization.yaml"}
    expect(files == set(kustomization["resources"]), "kubernetes: kustomization.yaml does not name every file")
    objects = {value["kind"]: value for value in (load(f"kubernetes/{name}") for name in files)}
    deployment, service = objects["Deployment"]["spec"], objects["Service"]["spec"]
    labels = deployment["template"]["metadata"]["labels"]
    for what, selector in (
        ("Deployment", deployment["selector"]["matchLabels"]),
        ("Service", service["selector"]),
        ("NetworkPolicy", objects["NetworkPolicy"]["spec"]["podSelector"]["matchLabels"]),
    ):
        expect(selector.items() <= labels.items(), f"kubernetes: {what} selects other pods")
    job = objects["CronJob"]["spec"]["jobTemplate"]["spec"]["template"]
    expect(not service["selector"].items() <= job["metadata"]["labels"].items(), "kubernetes: deliveries go to the job")
    container = deployment["template"]["spec"]["containers"][0]
    ports = {port["name"] for port in container["ports"]}
    expect(service["ports"][0]["targetPort"] in ports, "kubernetes: the Service's port is not the container's")
    backend = objects["Ingress"]["spec"]["rules"][0]["http"]["paths"][0]["backend"]["service"]
    expect(backend["name"] == objects["Service"]["metadata"]["name"], "kubernetes: the Ingress leads elsewhere")
    expect(backend["port"]["name"] == service["ports"][0]["name"], "kubernetes: the Ingress's port is not the Service's")
    for pod in (deployment["template"]["spec"], job["spec"]):
        for container in pod.get("initContainers", []) + pod["containers"]:
            hardened("kubernetes", pod, container)
            expect(container["image"] == kustomization["images"][0]["name"], "kubernetes: another image")
    steps = [container["args"] for container in job["spec"]["initContainers"] + job["spec"]["containers"]]
    expect(steps == [["sync", "--all"], ["check", "--all"]], "kubernetes: the job does something else")
    literals = dict(text.split("=", 1) for text in kustomization["configMapGenerator"][0]["literals"])
    accepts(program, "kubernetes", literals | SECRETS)


def knative(path, only_knative):
    """A Knative Service's pod is a Kubernetes pod with two more fields: the rest is checked against the real schema."""
    template = load(path)["spec"]["template"]
    pod = copy.deepcopy(template["spec"])
    for field in only_knative:
        expect(field in pod, f"{path}: {field} is missing")
        del pod[field]
    for container in pod["containers"]:
        # Names are optional here, and a probe's port is the container's.
        container.setdefault("name", "user-container")
        for probe in ("readinessProbe", "startupProbe"):
            if probe in container:
                container[probe]["httpGet"].setdefault("port", container["ports"][0]["containerPort"])
    expect(pod["containers"][0]["args"] == ["serve"], f"{path}: --once restarts the container after each delivery")
    kubernetes_validate.validate(
        {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "x"}, "spec": pod}, "1.30", strict=True)
    annotations = template["metadata"]["annotations"]
    expect(all(isinstance(value, str) for value in annotations.values()), f"{path}: an annotation is not a string")
    return pod["containers"][0]


def broker(program):
    """The parts of the queue find each other, and the restricted namespace admits every pod."""
    parts = [
        part for name in ("eventing", "subscriber", "ingress")
        for part in yaml.load_all((DEPLOY / f"knative/{name}.yaml").read_text(), Loader)
    ]
    named = {(part["kind"], part["metadata"]["name"]): part for part in parts}
    expect(len(named) == len(parts), "knative: two of one name")
    expect(all(part["metadata"]["namespace"] == "render-sync" for part in parts), "knative: another namespace")
    pods = {name: part["spec"]["template"] for (kind, name), part in named.items() if kind == "Deployment"}

    def behind(service):
        selector = named["Service", service]["spec"]["selector"]
        (pod,) = [pod for pod in pods.values() if selector.items() <= pod["metadata"]["labels"].items()]
        return pod

    trigger = named["Trigger", "render-sync"]["spec"]
    subscriber = behind(trigger["subscriber"]["ref"]["name"])
    dead_letters = behind(trigger["delivery"]["deadLetterSink"]["ref"]["name"])
    # Closed to all but the broker, whose word about the time is believed.
    for pod in (subscriber, dead_letters):
        (policy,) = [
            part["spec"] for (kind, _), part in named.items() if kind == "NetworkPolicy"
            and part["spec"]["podSelector"]["matchLabels"].items() <= pod["metadata"]["labels"].items()
        ]
        expect("Ingress" in policy["policyTypes"], "knative: the subscriber is open")
        origin = [{"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "knative-eventing"}}}]
        expect([rule["from"] for rule in policy["ingress"]] == [origin], "knative: the subscriber is open")
    (path,) = named["Ingress", "intake"]["spec"]["rules"][0]["http"]["paths"]
    port = named["Service", path["backend"]["service"]["name"]]["spec"]["ports"][0]["port"]
    expect(path["backend"]["service"]["port"] == {"number": port}, "knative: the Ingress's port is not the intake's")
    expect(
        f"location = {path['path']} {{" in (DEPLOY / "knative/intake.conf").read_text(),
        "knative: the intake does not know the Ingress's path")
    hardened("knative with a broker", subscriber["spec"], subscriber["spec"]["containers"][0])
    for name, pod in pods.items():
        for container in pod["spec"]["containers"]:
            context = {**pod["spec"].get("securityContext", {}), **container["securityContext"]}
            restricted = {
                "runAsNonRoot": True, "allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]},
                "seccompProfile": {"type": "RuntimeDefault"},
            }
            expect(restricted.items() <= context.items(), f"knative: {name} is not admitted to a restricted namespace")
    variables = plain(subscriber["spec"]["containers"][0]["env"])
    expect(variables["RENDER_SYNC_QUEUE"] == "cloudevents", "knative: no queue")
    seconds = int(trigger["delivery"]["timeout"].removeprefix("PT").removesuffix("S"))
    expect(int(variables["RENDER_SYNC_TIMEOUT"]) < seconds, "knative: the broker gives up before the push")
    given = {"RENDER_SYNC_PROJECT_ID": "p", "RENDER_SYNC_ENVIRONMENT": "prod", "RENDER_SYNC_SERVICE_ID": "srv-p"}
    accepts(program, "knative with a broker", variables | SECRETS | given)


def render(program):
    # The button looks for it at the top; the folder has a link.
    blueprint = yaml.load(pathlib.Path("render.yaml").read_text(), Loader)
    expect((DEPLOY / "render/render.yaml").samefile("render.yaml"), "render: two Blueprints")
    known = {
        "type", "name", "runtime", "dockerfilePath", "dockerContext", "dockerCommand", "plan", "region", "numInstances",
        "healthCheckPath", "maxShutdownDelaySeconds", "autoDeploy", "envVars", "schedule",
    }
    groups = {group["name"]: plain_render(group["envVars"]) for group in blueprint["envVarGroups"]}
    services = {(service["type"], service["name"]): service for service in blueprint["services"]}
    for service in blueprint["services"]:
        expect(set(service) <= known, f"render: unknown: {set(service) - known}")
        variables = plain_render(service["envVars"])
        for entry in service["envVars"]:
            variables |= groups[entry["fromGroup"]] if "fromGroup" in entry else {}
            if "fromService" in entry:
                other = entry["fromService"]
                asked = {known["key"] for known in services[other["type"], other["name"]]["envVars"] if "sync" in known}
                expect(entry["key"] == other["envVarKey"] and entry["key"] in asked, f"render: nobody asks for {entry}")
        accepts(program, f"render: {service['name']}", variables)
        # The command is the same whether it replaces the entry point or the arguments: there is no entry point.
        expect(service["dockerCommand"].startswith("render-sync "), f"render: {service['name']}: no whole command")
        dockerfile = pathlib.Path(service["dockerfilePath"])
        expect("\nENTRYPOINT []\n" in dockerfile.read_text(), f"render: {dockerfile}: an entry point")
        expect(dockerfile.parent == pathlib.Path(service["dockerContext"]), "render: another context")


def plain_render(entries):
    for entry in entries:
        expect(
            set(entry) in ({"fromGroup"}, {"key", "value"}, {"key", "sync"}, {"key", "fromService"}), f"render: {entry}")
        expect(isinstance(entry.get("value", ""), str), f"render: not a string: {entry}")
    typed = {"RENDER_SYNC_SERVICE_ID": "srv-placeholder"}
    return {
        entry["key"]: entry.get("value", typed.get(entry["key"], "placeholder")) for entry in entries if "key" in entry
    }


def fly(program):
    settings = tomllib.loads((DEPLOY / "fly/fly.toml").read_text())
    service = settings["http_service"]
    expect(service["internal_port"] == int(settings["env"]["PORT"]), "fly: the ports differ")
    expect(set(service["processes"]) == set(settings["processes"]), "fly: the processes differ")
    given = {"RENDER_SYNC_PROJECT_ID": "placeholder", "RENDER_SYNC_SERVICE_ID": "srv-placeholder"}
    accepts(program, "fly", settings["env"] | SECRETS | given)


def compose(program):
    services = load("docker/compose.yaml")["services"]
    for name, service in services.items():
        expect(service["read_only"] and service["cap_drop"] == ["ALL"], f"compose: {name} is not hardened")
    expect(all(port.startswith("127.0.0.1:") for port in services["render-sync"]["ports"]), "compose: open to everybody")
    lines = [line for line in (DEPLOY / "docker/render-sync.env.example").read_text().splitlines() if line[:1] not in ("", "#")]
    expect(not any(quote in line for line in lines for quote in "'\""), "compose: Docker keeps quotes")
    accepts(program, "docker", dict(line.split("=", 1) for line in lines))


def shell(program):
    """systemd and sh read the same from the example."""
    path = DEPLOY / "environment.example"
    read = subprocess.run(
        ["env", "-i", "sh", "-c", f"set -a; . ./{path}; exec env"], capture_output=True, text=True, check=True).stdout
    by_shell = dict(line.split("=", 1) for line in read.splitlines())
    lines = [line for line in path.read_text().splitlines() if line[:1] not in ("", "#")]
    by_systemd = {name: value[1:-1] for name, value in (line.split("=", 1) for line in lines)}
    expect(by_systemd.items() <= by_shell.items(), "environment.example: systemd and sh differ")
    accepts(program, "one machine", by_systemd)


SCHEDULE = "/usr/local/lib/render-sync/lambda-schedule"


def amazon(program):
    templates = [load(f"lambda/{name}.yaml") for name in ("template", "template-zip", "template-queue")]
    expect(all(template["Globals"] == templates[0]["Globals"] for template in templates), "lambda: the templates differ")
    for template in templates:
        schedule = template["Resources"]["Schedule"]["Properties"]
        expect(
            schedule.get("Handler") == "schedule"
            or schedule["ImageConfig"] == {"EntryPoint": [SCHEDULE], "Command": ["render-sync"]},
            "lambda: another schedule")
    expect(
        f"COPY deploy/lambda/schedule {SCHEDULE}\n" in pathlib.Path("Dockerfile").read_text(),
        "lambda: the image has no schedule")
    template = templates[0]
    variables = template["Globals"]["Function"]["Environment"]["Variables"]
    values = {name: value if value == "true" else "placeholder" for name, value in variables.items()}
    values |= {
        "INFISICAL_DOMAIN": template["Parameters"]["InfisicalDomain"]["Default"], "RENDER_SYNC_SECRET_PATH": "/",
        "RENDER_SYNC_SERVICE_ID": "srv-placeholder",
    }
    accepts(program, "lambda", values)


def openfaas(program):
    stack = load("openfaas/stack.yaml")
    for name, function in stack["functions"].items():
        for secret in function["secrets"]:
            files = {value.rsplit("/", 1)[-1] for value in function["environment"].values() if "/secrets/" in value}
            expect(secret in files, f"openfaas: {name}: nothing reads the secret {secret}")
        variables = {
            name.removesuffix("_FILE"): "placeholder" if name.endswith("_FILE") else value
            for name, value in function["environment"].items()
            if name.startswith(("INFISICAL_", "RENDER_"))
        }
        accepts(program, f"openfaas: {name}", variables)


def images():
    """The published image has one name and one version in every file."""
    paths = [pathlib.Path("render.yaml"), pathlib.Path("README.md")]
    paths += [path for folder in (DEPLOY, pathlib.Path("docs")) for path in folder.rglob("*") if path.is_file()]
    versions = set()
    for path in paths:
        text = path.read_text()
        versions |= set(re.findall(r"(?:render-sync(?:-openfaas-\w+)?:|releases/download/)([0-9][0-9.]*[0-9])", text))
        expect("registry.example.com/render-sync:" not in text, f"{path}: another image than {IMAGE}")
    (image,) = load("kubernetes/kustomization.yaml")["images"]
    expect(image["newName"] == IMAGE, "kubernetes: another image")
    expect(versions == {image["newTag"]}, f"the versions differ: {sorted(versions)}")


def workflows():
    """Every action is pinned by commit, every job has a time limit, and no token may do more than its job says."""
    for path in pathlib.Path(".github/workflows").glob("*.yml"):
        for action in re.findall(r"uses: (\S+)", path.read_text()):
            expect(re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", action), f"{path}: not pinned by commit: {action}")
        workflow = yaml.load(path.read_text(), Loader)
        expect(set(workflow["permissions"].values()) <= {"read"}, f"{path}: may write without saying which job")
        for name, job in workflow["jobs"].items():
            expect("timeout-minutes" in job, f"{path}: {name} has no time limit")


def main(program):
    files = [path for pattern in ("*.yaml", "*.json", "*.conf", "*.toml") for path in DEPLOY.rglob(pattern)]
    expect(len(files) > 10, "deploy/ is empty")
    for path in DEPLOY.rglob("*.yaml"):
        expect(list(yaml.load_all(path.read_text(), Loader)), f"{path} is empty")
    json.loads((DEPLOY / "webhook/webhook.conf").read_text())
    images()
    workflows()
    for check in (kubernetes, render, fly, compose, shell, amazon, openfaas, broker):
        check(program)
    container = knative("knative/service.yaml", ["containerConcurrency", "timeoutSeconds"])
    hardened("knative", {}, container)
    container = knative("cloud-run/service.yaml", ["containerConcurrency", "timeoutSeconds"])
    accepts(program, "cloud-run", plain(container["env"]))


main(sys.argv[1])
