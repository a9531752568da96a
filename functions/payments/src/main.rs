//! The Lambda binary of `payments`.

fn main() -> std::process::ExitCode {
    runtime::serve(&payments::FUNCTION)
}
