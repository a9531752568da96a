//! The Lambda binary of `portal`.

fn main() -> std::process::ExitCode {
    runtime::serve(&portal::FUNCTION)
}
