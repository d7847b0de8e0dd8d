//! Launching the plugin and watching it end.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{ExitStatus, Stdio},
    sync::LazyLock,
    time::Duration,
};

use tempfile::TempDir;
use tfplugin_testing::driver::cargo::example;
use tokio::{
    io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, BufReader},
    process::{Child, ChildStdout, Command},
    task::JoinHandle,
    time,
};

pub(crate) const COOKIE: (&str, &str) =
    ("TF_PLUGIN_MAGIC_COOKIE", "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2");

/// When a test gives up on something that should have happened long before.
pub(crate) async fn soon<T>(what: &str, future: impl Future<Output = T>) -> T {
    time::timeout(Duration::from_secs(60), future).await.unwrap_or_else(|_| panic!("waited too long for {what}"))
}

/// An example of this crate that is under test.
#[derive(Clone, Copy, Default)]
pub(crate) enum Example {
    #[default]
    ByHand,
    /// It is written with the framework.
    Corner,
}

impl Example {
    fn plugin(self) -> &'static Path {
        static BY_HAND: LazyLock<PathBuf> = LazyLock::new(|| built("by_hand"));
        static CORNER: LazyLock<PathBuf> = LazyLock::new(|| built("corner"));
        match self {
            Self::ByHand => &BY_HAND,
            Self::Corner => &CORNER,
        }
    }
}

fn built(name: &str) -> PathBuf {
    example(env!("CARGO_MANIFEST_DIR"), "tfplugin", name).unwrap()
}

/// What is given to a process beside what every client gives.
#[derive(Default)]
pub(crate) struct Launch {
    pub(crate) example: Example,
    pub(crate) arguments: Vec<String>,
    pub(crate) variables: Vec<(&'static str, String)>,
    /// Below the test's own folder; made if need be.
    pub(crate) tmpdir: Option<PathBuf>,
    /// Whether the process launched is a shell and the plugin its child.
    pub(crate) below_shell: bool,
}

impl Launch {
    pub(crate) fn by_client(variables: &[(&'static str, &str)]) -> Self {
        let cookie = [COOKIE].into_iter();
        Self {
            variables: cookie.chain(variables.iter().copied()).map(|(name, value)| (name, value.to_owned())).collect(),
            ..Self::default()
        }
    }

    pub(crate) fn by_hand(arguments: &[&str]) -> Self {
        Self { arguments: arguments.iter().map(ToString::to_string).collect(), ..Self::default() }
    }

    /// Starts it and reads the first line of its stdout.
    pub(crate) async fn start(self) -> Plugin {
        let folder = tempfile::tempdir().unwrap();
        let tmpdir = folder.path().join(self.tmpdir.unwrap_or_default());
        fs::create_dir_all(&tmpdir).unwrap();
        let mut command = Command::new(self.example.plugin());
        if self.below_shell {
            command = Command::new("sh");
            command.args(["-c", r#""$0" & wait"#]).arg(self.example.plugin());
        }
        let mut child = command
            .args(self.arguments)
            .env_clear()
            .env("TMPDIR", &tmpdir)
            .envs(self.variables)
            .current_dir(folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let stderr = collect(child.stderr.take().unwrap());
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        soon("the first line", stdout.read_line(&mut line)).await.unwrap();
        Plugin { line, tmpdir, folder, child, stdout, stderr }
    }

    /// Starts it and waits for its end.
    pub(crate) async fn run(self) -> Ended {
        let plugin = self.start().await;
        plugin.ended().await
    }
}

fn collect(mut from: impl AsyncRead + Unpin + Send + 'static) -> JoinHandle<String> {
    tokio::spawn(async move {
        let mut text = String::new();
        from.read_to_string(&mut text).await.unwrap();
        text
    })
}

/// A running process.
pub(crate) struct Plugin {
    /// With its end, if it has one.
    pub(crate) line: String,
    pub(crate) tmpdir: PathBuf,
    pub(crate) folder: TempDir,
    child: Child,
    stdout: BufReader<ChildStdout>,
    stderr: JoinHandle<String>,
}

impl Plugin {
    /// The fields of the handshake line.
    pub(crate) fn fields(&self) -> Vec<&str> {
        self.line.trim_end_matches('\n').split('|').collect()
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id().unwrap()
    }

    pub(crate) fn is_running(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    pub(crate) async fn signal(&self, name: &str) {
        let kill = format!("kill -{name} {}", self.pid());
        let status = Command::new("sh").args(["-c", &kill]).status().await;
        assert!(status.unwrap().success());
    }

    /// Reads what else it prints until a line that begins like this.
    pub(crate) async fn stdout_until(&mut self, begin: &str) -> String {
        let mut text = self.line.clone();
        let mut line = self.line.clone();
        while !line.starts_with(begin) {
            line.clear();
            let read = soon(begin, self.stdout.read_line(&mut line)).await.unwrap();
            assert_ne!(read, 0, "no line begins with {begin:?} in:\n{text}");
            text.push_str(&line);
        }
        text
    }

    /// Waits until it ends by itself.
    pub(crate) async fn ended(mut self) -> Ended {
        let status = soon("the end of the process", self.child.wait()).await.unwrap();
        let mut stdout = self.line;
        soon("the end of stdout", self.stdout.read_to_string(&mut stdout)).await.unwrap();
        let stderr = soon("the end of stderr", self.stderr).await.unwrap();
        let left = fs::read_dir(&self.tmpdir).unwrap();
        Ended { status, stdout, stderr, left_behind: left.map(|entry| entry.unwrap().path()).collect() }
    }
}

/// What a process left.
pub(crate) struct Ended {
    pub(crate) status: ExitStatus,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    /// In its temporary folder.
    pub(crate) left_behind: Vec<PathBuf>,
}

impl Ended {
    #[track_caller]
    pub(crate) fn assert_clean(&self) {
        assert!(self.status.success(), "{}\n{}", self.status, self.stderr);
        assert!(self.left_behind.is_empty(), "{:?}", self.left_behind);
    }
}
