//! The Lambda binary of `reviews`.

fn main() -> std::process::ExitCode {
    runtime::serve(&reviews::FUNCTION)
}
