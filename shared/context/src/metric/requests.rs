//! What is measured of every request.

metrics! {
    /// How long a request took; the number of its values is the number of requests.
    LATENCY = "Latency" Milliseconds,
    /// Requests that were answered with 4xx.
    CLIENT_ERRORS = "ClientErrors" Count,
    /// Requests that were answered with 5xx.
    SERVER_ERRORS = "ServerErrors" Count,
    /// Calls to DynamoDB that waited for one another.
    ROUND_TRIPS = "RoundTrips" Count,
    /// Read capacity units.
    READ_UNITS = "ReadUnits" Count,
    /// Write capacity units.
    WRITE_UNITS = "WriteUnits" Count,
}
