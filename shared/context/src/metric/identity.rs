//! What is measured of accounts, and of who tries to get in.

metrics! {
    /// Log-ins with a wrong address or password.
    LOGIN_FAILURES = "LoginFailures" Count counts problem "invalid_credentials",
    /// Log-ins that were not looked at, for too many had failed.
    LOGIN_LOCKOUTS = "LoginLockouts" Count counts problem "too_many_attempts",
    /// Refresh tokens that came back after they were used: one of their two holders stole it.
    SESSIONS_REUSED = "SessionsReused" Count,
    /// Codes that were tried once more than they may be.
    CODES_EXHAUSTED = "CodesExhausted" Count counts problem "otp_attempts_exhausted",
    /// Accounts that were opened.
    REGISTRATIONS = "Registrations" Count counts event "user.registered",
    /// Passwords that were let pass because no list of stolen ones could be looked into.
    BREACH_LOOK_UPS_FAILED = "BreachLookUpsFailed" Count,
}
