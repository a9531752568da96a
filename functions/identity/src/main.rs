//! The Lambda binary of `identity`.

fn main() -> std::process::ExitCode {
    runtime::serve(&identity::FUNCTION)
}
