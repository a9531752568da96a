//! One bootstrap at work, and what it spends.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::api::RuntimeApi;

/// How long a process may take to start, to answer, or to come to rest.
const PATIENCE: Duration = Duration::from_secs(20);

/// A measurement that could not be taken.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Fault {
    /// A file, a socket or a process refused.
    #[error("{0}")]
    Io(#[from] std::io::Error),
    /// There is nothing to measure.
    #[error("there is no binary of ours in {0}")]
    Nothing(String),
    /// The function did not do what it should.
    #[error("{binary}: {reason}")]
    Function {
        /// Which binary.
        binary: String,
        /// What it did instead.
        reason: String,
    },
}

/// What one start took.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Start {
    /// CPU of all threads from the process's first instruction to its first request for work.
    pub(crate) cpu: Duration,
    /// The time that passed meanwhile.
    pub(crate) wall: Duration,
}

/// A bootstrap that waits for work.
pub(crate) struct Process {
    child: Child,
    api: RuntimeApi,
    binary: String,
    /// What its start took.
    pub(crate) start: Start,
}

impl Process {
    /// Starts a bootstrap as Lambda does, and waits until it asks for work.
    pub(crate) async fn start(path: &Path, environment: BTreeMap<String, String>) -> Result<Self, Fault> {
        let mut api = RuntimeApi::open().await?;
        let binary = path.display().to_string();
        let mut command = Command::new(path);
        command.env_clear().envs(environment).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command.env("AWS_LAMBDA_RUNTIME_API", &api.address);
        for (name, value) in [("NAME", "measured"), ("MEMORY_SIZE", "256"), ("VERSION", "$LATEST")] {
            command.env(format!("AWS_LAMBDA_FUNCTION_{name}"), value);
        }
        let began = Instant::now();
        let child = command.spawn()?;
        let asked = tokio::time::timeout(PATIENCE, api.polls.recv()).await;
        let wall = began.elapsed();
        let mut process = Self { child, api, binary, start: Start { cpu: Duration::ZERO, wall } };
        if !matches!(asked, Ok(Some(()))) {
            return Err(process.fault("it did not ask for work"));
        }
        process.start.cpu = process.cpu()?;
        Ok(process)
    }

    /// Hands it an event, and waits until it has answered and asks for work again. Its answer must be a success.
    pub(crate) async fn invoke(&mut self, event: &Value) -> Result<Value, Fault> {
        let answered = async {
            self.api.events.send(event.clone()).await.ok()?;
            let answer = self.api.answers.recv().await?;
            self.api.polls.recv().await?;
            Some(answer)
        };
        let answer = tokio::time::timeout(PATIENCE, answered).await.ok().flatten();
        match answer.unwrap_or_else(|| Err("it did not answer".to_owned())) {
            Ok(answer) if answer.get("statusCode") == Some(&Value::from(200)) => Ok(answer),
            Ok(other) => Err(self.fault(&other.to_string())),
            Err(reason) => Err(self.fault(&reason)),
        }
    }

    /// The CPU that all of its threads have used, read once they are at rest: while one runs, the kernel's figure is late
    /// (<https://docs.kernel.org/scheduler/sched-stats.html>).
    pub(crate) fn cpu(&self) -> Result<Duration, Fault> {
        let began = Instant::now();
        loop {
            let mut nanoseconds = 0;
            let mut rests = true;
            for task in std::fs::read_dir(format!("/proc/{}/task", self.child.id()))? {
                let task = task?.path();
                let stat = std::fs::read_to_string(task.join("stat"))?;
                let state = stat.rsplit(") ").next().and_then(|rest| rest.chars().next());
                rests &= state == Some('S');
                let schedstat = std::fs::read_to_string(task.join("schedstat"))?;
                let spent = schedstat.split_whitespace().next().and_then(|spent| spent.parse::<u64>().ok());
                nanoseconds += spent.ok_or_else(|| self.fault("its schedstat cannot be read"))?;
            }
            if rests {
                return Ok(Duration::from_nanos(nanoseconds));
            }
            if began.elapsed() > PATIENCE {
                return Err(self.fault("it does not come to rest"));
            }
            std::thread::yield_now();
        }
    }

    fn fault(&self, reason: &str) -> Fault {
        Fault::Function { binary: self.binary.clone(), reason: reason.to_owned() }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
