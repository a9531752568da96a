//! The Lambda binary of `profiles`.

fn main() -> std::process::ExitCode {
    runtime::serve(&profiles::FUNCTION)
}
