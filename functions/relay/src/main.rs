//! The Lambda binary of `relay`.

fn main() -> std::process::ExitCode {
    runtime::serve(&relay::FUNCTION)
}
