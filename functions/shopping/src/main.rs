//! The Lambda binary of `shopping`.

fn main() -> std::process::ExitCode {
    runtime::serve(&shopping::FUNCTION)
}
