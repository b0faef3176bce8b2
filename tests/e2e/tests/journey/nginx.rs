//! The recipes for nginx, run by nginx: on a host of one's own, and in an image. Only paths, ports and certificates are others.

use crate::{hosted::Place, hosting::recipe};
use anyhow::{Context, Result, ensure};
use mtls_wizard_e2e::{
    browser::{BrowserOptions, ImportedCertificates, PATIENCE},
    openssl::{Authority, Leaf, Purpose},
    process::{OwnedProcess, program, repository, run},
};
use std::{
    fs,
    net::{TcpListener, TcpStream},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Command,
    time::Instant,
};
use tempfile::TempDir;

/// A running nginx, and its files.
struct Nginx {
    _process: OwnedProcess,
    folder: TempDir,
    port: u16,
}

impl Nginx {
    /// `None` where nginx is not installed, which only `CI` does not accept. `configure` is given the folder, which
    /// everybody may read, and the port, and makes the configuration of it.
    fn start(configure: impl FnOnce(&Path, u16) -> Result<String>) -> Result<Option<Self>> {
        let binary = match program("nginx") {
            Ok(binary) => binary,
            Err(missing) => {
                ensure!(std::env::var_os("CI").is_none(), "{missing:#}");
                eprintln!("SKIPPED: {missing:#}");
                return Ok(None);
            }
        };
        let folder = tempfile::tempdir()?;
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755))?;
        let temporary = folder.path().join("tmp");
        fs::create_dir(&temporary)?;
        fs::set_permissions(&temporary, fs::Permissions::from_mode(0o777))?;
        let own = folder.path().join("nginx");
        fs::copy(binary, &own)?;
        fs::copy(mime_types()?, folder.path().join("mime.types"))?;
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let configuration = folder.path().join("nginx.conf");
        fs::write(&configuration, configure(folder.path(), port)?)?;
        let mut command = without_root(&own)?;
        command
            .args(["-e", "stderr", "-g", "daemon off;", "-c"])
            .arg(&configuration);
        let mut process = OwnedProcess::start(command, &folder.path().join("log"))?;
        let deadline = Instant::now() + PATIENCE;
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            ensure!(process.ended()?.is_none(), "nginx ended: {}", process.log());
            ensure!(Instant::now() < deadline, "nginx does not listen: {}", process.log());
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        Ok(Some(Self {
            _process: process,
            folder,
            port,
        }))
    }
}

/// The program as a user who may do nothing. Who runs the tests as root has one, others are one.
fn without_root(program: &Path) -> Result<Command> {
    if run(Command::new("id").arg("-u"))?.trim() != "0" {
        return Ok(Command::new(program));
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid=65534", "--regid=65534", "--clear-groups", "--no-new-privs"]);
    command.args(["--inh-caps=-all", "--bounding-set=-all"]).arg(program);
    Ok(command)
}

/// nginx's own list, which Debian keeps in a package beside it.
fn mime_types() -> Result<PathBuf> {
    let unpacked = program("nginx")?
        .ancestors()
        .nth(3)
        .map(|root| root.join("etc/nginx/mime.types"));
    let file = unpacked.filter(|file| file.is_file());
    Ok(file.unwrap_or_else(|| PathBuf::from("/etc/nginx/mime.types")))
}

/// The text with something else in the place of what must be there.
fn instead(text: &str, of: &str, other: impl std::fmt::Display) -> Result<String> {
    ensure!(text.contains(of), "the recipe has no {of}");
    Ok(text.replace(of, &other.to_string()))
}

/// The app's files in a folder that everybody may read.
fn copy_app(to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(repository().join("dist")).context("dist/ is missing; run make build")? {
        let entry = entry?;
        fs::copy(entry.path(), to.join(entry.file_name()))?;
    }
    Ok(())
}

#[tokio::test]
async fn the_recipe_for_a_host_of_ones_own() -> Result<()> {
    const HOST: &str = "wizard.example";
    let authority = Authority::new("/CN=Hosting Root")?;
    let identity = authority.issue(&Leaf {
        subject: "/CN=wizard.example",
        purpose: Purpose::Server,
        alternative_names: "DNS:wizard.example",
        days: 30,
    })?;
    let nginx = Nginx::start(|folder, port| {
        copy_app(&folder.join("html/mtls-wizard"))?;
        let mut recipe = instead(
            &recipe("nginx.conf")?,
            "listen 443 ssl;",
            format!("listen 127.0.0.1:{port} ssl;"),
        )?;
        for (named, file) in [
            ("/etc/nginx/tls/wizard.example.crt", &identity.certificate),
            ("/etc/nginx/tls/wizard.example.key", &identity.private_key),
        ] {
            let copy = folder.join(file.file_name().context("a name")?);
            fs::copy(file, &copy)?;
            fs::set_permissions(&copy, fs::Permissions::from_mode(0o644))?;
            recipe = instead(&recipe, named, copy.display())?;
        }
        let folder = folder.display();
        recipe = instead(&recipe, "/usr/share/nginx/html", format!("{folder}/html"))?;
        let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .map(|kind| format!("{kind}_temp_path {folder}/tmp/{kind};"))
            .concat();
        // What stands around a file of conf.d in Debian's nginx.conf, as far as it matters.
        Ok(format!(
            "pid {folder}/tmp/nginx.pid; events {{}} http {{ include {folder}/mime.types; \
             default_type application/octet-stream; {temporary} access_log off;\n{recipe}}}"
        ))
    })?;
    let Some(nginx) = nginx else {
        return Ok(());
    };
    let trusted = authority.identity().certificate;
    let place = |port: String, curl: &[&str]| Place {
        address: format!("https://{HOST}{port}/mtls-wizard/"),
        curl: curl.iter().map(|word| (*word).to_owned()).collect(),
    };
    let resolve = format!("{HOST}:{0}:127.0.0.1", nginx.port);
    let authority = trusted.display().to_string();
    place(
        format!(":{}", nginx.port),
        &["--resolve", &resolve, "--cacert", &authority],
    )
    .serves_everything()?;
    let options = BrowserOptions {
        certificates: ImportedCertificates {
            trusted_authority: Some(trusted),
            client: None,
        },
        hosts: vec![(format!("{HOST}:443"), ([127, 0, 0, 1], nginx.port).into())],
        ..BrowserOptions::default()
    };
    place(String::new(), &[]).works(options).await
}

#[tokio::test]
async fn the_server_of_the_image() -> Result<()> {
    let image = Image::of(&recipe("Containerfile")?)?;
    let nginx = Nginx::start(|folder, port| {
        let site = folder.join("site");
        copy_app(&site)?;
        run(Command::new("sh").args(["-ec", &instead(&image.compression, "/site", site.display())?]))?;
        let folder = folder.display();
        let listens = format!("listen {};", image.port);
        // First: the folder's own name may hold what is replaced.
        let mut recipe = instead(&recipe("image.conf")?, " /tmp/", format!(" {folder}/tmp/"))?;
        recipe = instead(&recipe, &listens, format!("listen 127.0.0.1:{port};"))?;
        recipe = instead(&recipe, "/usr/share/nginx/html", site.display())?;
        instead(&recipe, "/etc/nginx/mime.types", format!("{folder}/mime.types"))
    })?;
    let Some(nginx) = nginx else {
        return Ok(());
    };
    let packed = fs::read_dir(nginx.folder.path().join("site"))?.count();
    ensure!(
        packed > fs::read_dir(repository().join("dist"))?.count(),
        "nothing was compressed"
    );
    let place = Place {
        address: format!("http://127.0.0.1:{}/", nginx.port),
        curl: Vec::new(),
    };
    place.serves_everything()?;
    place.works(BrowserOptions::default()).await
}

/// What the Containerfile says that a server must keep to.
struct Image {
    port: u16,
    /// The command that is run over `/site`.
    compression: String,
}

impl Image {
    fn of(text: &str) -> Result<Self> {
        let instructions: Vec<(&str, &str)> = text
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
            .map(|line| line.split_once(' ').context("an instruction and what it is for"))
            .collect::<Result<_>>()?;
        let all = |name: &str| -> Vec<&str> {
            let named = instructions.iter().filter(|(instruction, _)| *instruction == name);
            named.map(|(_, what)| *what).collect()
        };
        ensure!(
            all("USER")
                .last()
                .is_some_and(|user| user.parse::<u32>().is_ok_and(|id| id > 0)),
            "it runs as root"
        );
        let ignored = fs::read_to_string(repository().join(".dockerignore"))?;
        for copy in all("COPY") {
            let (source, to) = copy.split_once(' ').context("from and to")?;
            if source.starts_with("--from=") {
                ensure!(to == "/site /usr/share/nginx/html", "the files go to {to}");
                continue;
            }
            ensure!(repository().join(source).exists(), "there is no {source}");
            ensure!(
                ignored.lines().any(|line| line == format!("!{source}")),
                ".dockerignore leaves out {source}"
            );
        }
        let [compression] = all("RUN")[..] else {
            anyhow::bail!("there is one command");
        };
        let [port] = all("EXPOSE")[..] else {
            anyhow::bail!("there is one port");
        };
        let manifests = recipe("kyma.yaml")?;
        ensure!(
            manifests.contains(&format!("containerPort: {port}\n")),
            "Kyma's manifests have another port"
        );
        Ok(Self {
            port: port.parse()?,
            compression: compression.to_owned(),
        })
    }
}
