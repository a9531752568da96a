//! The Lambda binary of `catalog`.

fn main() -> std::process::ExitCode {
    runtime::serve(&catalog::FUNCTION)
}
