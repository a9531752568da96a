//! The Lambda binary of `notifications`.

fn main() -> std::process::ExitCode {
    runtime::serve(&notifications::FUNCTION)
}
