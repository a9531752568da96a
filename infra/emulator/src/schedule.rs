//! Schedules: functions called by the clock.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use kernel::id::IdSource;
use kernel::time::{Clock as _, SignedDuration, Timestamp};
use serde::Serialize;
use serde_json::{Value, json};

use crate::clock::LocalClock;
use crate::invocable::Invocable;
use crate::queue::uuid;
use crate::template::{ACCOUNT, REGION, Rate, ScheduleSource};

/// There is no schedule of that name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no schedule {0:?}")]
pub struct NoSuchSchedule(pub String);

/// What a schedule is doing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ScheduleState {
    /// Its name.
    pub name: String,
    /// The logical id of the function it calls.
    pub function: String,
    /// Whether it runs by itself.
    pub enabled: bool,
    /// When it runs next; nothing if it is off or goes by a calendar.
    pub next_at: Option<Timestamp>,
    /// When it ran last.
    pub last_at: Option<Timestamp>,
}

struct Schedule {
    source: ScheduleSource,
    function_id: String,
    function: Arc<dyn Invocable>,
    state: Mutex<State>,
}

struct State {
    enabled: bool,
    next_at: Option<Timestamp>,
    last_at: Option<Timestamp>,
}

/// All schedules of a stack.
pub struct Schedules {
    all: Vec<Schedule>,
    clock: Arc<LocalClock>,
    ids: Arc<dyn IdSource>,
}

impl Schedules {
    /// No schedules yet.
    pub fn new(clock: Arc<LocalClock>, ids: Arc<dyn IdSource>) -> Self {
        Self { all: Vec::new(), clock, ids }
    }

    /// Adds a schedule of a function; it is first due one period from now.
    pub fn add(&mut self, source: ScheduleSource, function_id: &str, function: Arc<dyn Invocable>) {
        let state = State { enabled: source.enabled, next_at: next(&source.rate, self.clock.now()), last_at: None };
        let function_id = function_id.to_owned();
        self.all.push(Schedule { source, function_id, function, state: Mutex::new(state) });
    }

    /// Runs every schedule that is due, once each however long it was due, and answers how many ran.
    pub async fn tick(&self) -> usize {
        let now = self.clock.now();
        let mut ran = 0;
        for schedule in self.all.iter().filter(|schedule| schedule.is_due(now)) {
            self.run(schedule).await;
            ran += 1;
        }
        ran
    }

    /// Runs one schedule now, whether it is due or on.
    pub async fn run_now(&self, name: &str) -> Result<(), NoSuchSchedule> {
        self.run(self.find(name)?).await;
        Ok(())
    }

    /// Turns a schedule on or off; turned on, it is due one period from now.
    pub fn enable(&self, name: &str, enabled: bool) -> Result<(), NoSuchSchedule> {
        let schedule = self.find(name)?;
        let mut state = schedule.locked();
        state.enabled = enabled;
        state.next_at = next(&schedule.source.rate, self.clock.now());
        Ok(())
    }

    /// What each schedule is doing.
    pub fn states(&self) -> Vec<ScheduleState> {
        self.all.iter().map(Schedule::state).collect()
    }

    fn find(&self, name: &str) -> Result<&Schedule, NoSuchSchedule> {
        let found = self.all.iter().find(|schedule| schedule.source.name == name);
        found.ok_or_else(|| NoSuchSchedule(name.to_owned()))
    }

    async fn run(&self, schedule: &Schedule) {
        let now = self.clock.now();
        {
            let mut state = schedule.locked();
            state.last_at = Some(now);
            state.next_at = next(&schedule.source.rate, now);
        }
        let event = schedule.source.input.clone().unwrap_or_else(|| self.default_event(&schedule.source.name, now));
        if let Err(fault) = schedule.function.invoke(event).await {
            tracing::error!(error = %fault, schedule.name = schedule.source.name, "a scheduled run failed");
        }
    }

    /// The event that `EventBridge` sends when a schedule has no input of its own.
    fn default_event(&self, name: &str, now: Timestamp) -> Value {
        json!({
            "version": "0",
            "id": uuid(self.ids.as_ref(), now),
            "detail-type": "Scheduled Event",
            "source": "aws.events",
            "account": ACCOUNT,
            "time": now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            "region": REGION,
            "resources": [format!("arn:aws:events:{REGION}:{ACCOUNT}:rule/{name}")],
            "detail": {},
        })
    }
}

impl Schedule {
    fn locked(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_due(&self, now: Timestamp) -> bool {
        let state = self.locked();
        state.enabled && state.next_at.is_some_and(|next| next <= now)
    }

    fn state(&self) -> ScheduleState {
        let state = self.locked();
        ScheduleState {
            name: self.source.name.clone(),
            function: self.function_id.clone(),
            enabled: state.enabled,
            next_at: state.next_at.filter(|_| state.enabled),
            last_at: state.last_at,
        }
    }
}

fn next(rate: &Rate, now: Timestamp) -> Option<Timestamp> {
    match rate {
        Rate::Every(period) => now.checked_add(SignedDuration::try_from(*period).ok()?).ok(),
        Rate::Calendar(_) => None,
    }
}
