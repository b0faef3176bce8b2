//! k3d, Docker, images.

use super::EVENTS;
use crate::diagnosis::entry::Check::Run;
use crate::diagnosis::entry::Sign::{All, Says, Without};
use crate::diagnosis::entry::Weight::Exact;
use crate::diagnosis::entry::{Cause, Entry, usual};

pub const ENTRIES: &[Entry] = &[
    Entry {
        id: "port-in-use",
        title: "A port of this machine is taken",
        tools: "k3d, Docker",
        weight: Exact,
        signs: &[
            Says("Bind for 0.0.0.0:{port} failed: port is already allocated"),
            Says("port is already allocated"),
            Says("listen tcp * :{port}: bind: address already in use"),
            Says("address already in use"),
            Says("Ports are not available: exposing port TCP 0.0.0.0:{port}"),
            Says("Ports are not available"),
            Says("bind: permission denied"),
            Says("Only one usage of each socket address"),
        ],
        causes: &[
            Cause {
                id: "other-cluster",
                what: "Another cluster or container has the port {seen-port} of this machine.",
                why: "The cluster `{cluster}` publishes 80 and 443.",
                checks: &[
                    Run(&["docker", "ps", "--format", "{{.Names}} {{.Ports}}"]),
                    Run(&["k3d", "cluster", "list"]),
                ],
                remedy: "Stop it: `k3d cluster stop NAME` or `docker stop NAME`; then make the cluster again.",
                source: "https://k3d.io/stable/usage/exposing_services/",
                rank: usual,
            },
            Cause {
                id: "server",
                what: "A web server of this machine has it: nginx, Apache, IIS, or another proxy.",
                why: "",
                checks: &[Run(&["netstat", "-an"])],
                remedy: "Stop that server while you try this out.",
                source: "https://k3d.io/stable/usage/exposing_services/",
                rank: usual,
            },
        ],
    },
    Entry {
        id: "docker-stopped",
        title: "Docker does not run",
        tools: "k3d, Docker",
        weight: Exact,
        signs: &[
            Says("Cannot connect to the Docker daemon"),
            Says("Is the docker daemon running"),
            Says("error during connect: * docker"),
            Says("permission denied while trying to connect to the Docker daemon socket"),
            Says("permission denied while trying to connect to the docker API"),
            Says("failed to connect to the docker API"),
        ],
        causes: &[
            Cause {
                id: "start",
                what: "Docker is not started.",
                why: "",
                checks: &[Run(&["docker", "info"])],
                remedy: "Start Docker Desktop, or `sudo systemctl start docker`, and wait until `docker info` answers.",
                source: "https://docs.docker.com/engine/daemon/troubleshoot/",
                rank: usual,
            },
            Cause {
                id: "rights",
                what: "Your user may not use Docker.",
                why: "",
                checks: &[Run(&["docker", "info"])],
                remedy: "Add the user to the group `docker` and log in again, or use Docker’s rootless mode.",
                source: "https://docs.docker.com/engine/install/linux-postinstall/",
                rank: |situation| situation.first_or_last("permissiondenied"),
            },
        ],
    },
    Entry {
        id: "k3d-exists",
        title: "The k3d cluster exists already",
        tools: "k3d",
        weight: Exact,
        signs: &[
            Says("Failed to create cluster {name} because a cluster with that name already exists"),
            Says("because a cluster with that name already exists"),
        ],
        causes: &[Cause {
            id: "again",
            what: "The cluster `{seen-name}` was made before.",
            why: "It can be used again, if it was made with the guide’s command: without traefik, with the ports 80 and 443.",
            checks: &[Run(&["k3d", "cluster", "list"])],
            remedy: "Go on with the next command. To begin anew: `k3d cluster delete {seen-name}`, which deletes everything in it.",
            source: "https://k3d.io/stable/usage/commands/k3d_cluster_create/",
            rank: usual,
        }],
    },
    Entry {
        id: "image-platform",
        title: "The image is not for this processor",
        tools: "Kubernetes, Docker",
        weight: Exact,
        signs: &[
            Says("exec format error"),
            Says("no match for platform in manifest"),
            Says("does not match the detected host platform"),
        ],
        causes: &[Cause {
            id: "arm",
            what: "The image exists for amd64 only, and the machine is arm64, like every newer Mac.",
            why: "`kennethreitz/httpbin` is such an image.",
            checks: &[
                Run(&["kubectl", "get", "nodes", "-o", "wide"]),
                Run(&["kubectl", "get", "pods", "-n", "{namespace}"]),
            ],
            remedy: "Use `mccutchen/go-httpbin`, the default here, which is for both.",
            source: "https://kubernetes.io/docs/concepts/containers/images/",
            rank: usual,
        }],
    },
    Entry {
        id: "image-pull",
        title: "The image cannot be loaded",
        tools: "Kubernetes",
        weight: Exact,
        signs: &[
            Without("ImagePullBackOff", &["no match for platform"]),
            Without("ErrImagePull", &["no match for platform"]),
            Says("Failed to pull image"),
            Says("toomanyrequests: You have reached your pull rate limit"),
            All(&["failed to resolve reference", "not found"]),
        ],
        causes: &[
            Cause {
                id: "name",
                what: "The image’s name or tag is wrong, or its registry needs a login.",
                why: "",
                checks: &[EVENTS],
                remedy: "Correct the name, or give the pods an `imagePullSecrets`.",
                source: "https://kubernetes.io/docs/concepts/containers/images/",
                rank: usual,
            },
            Cause {
                id: "limit",
                what: "The registry’s limit of downloads is reached.",
                why: "Docker Hub counts by address; companies share one.",
                checks: &[EVENTS],
                remedy: "Wait, log in, or use a mirror.",
                source: "https://docs.docker.com/docker-hub/usage/",
                rank: |situation| situation.first_or_last("toomanyrequests"),
            },
        ],
    },
];
