using Pum.Dumper.Connections;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Seeding;

/// <summary>Which server a seed is for: the same for a build, which makes templates ahead, and for the tests.</summary>
internal static class SeedConnection
{
    /// <summary>The variable that names the server for every seed.</summary>
    public const string Variable = "PUM_TEST_CONNECTION";

    /// <summary>
    /// What the code says, else the variable, else what the seed itself says, else libpq's environment variables. A variable that is set
    /// to nothing counts, and fails: it may be a secret that a pull request from a fork does not get.
    /// </summary>
    public static ConnectionRequest RequestFor(string? given, SeedEntry? seed, HostEnvironment environment) =>
        given is not null ? new() { ConnectionString = given }
        : environment[Variable] is not null ? new() { ConnectionStringVariable = Variable }
        : seed?.OwnConnection ?? new();

    /// <summary>Whether that is known before the seed.</summary>
    public static bool IsSaid(string? given, HostEnvironment environment) => given is not null || environment[Variable] is not null;

    /// <summary>The same, resolved.</summary>
    /// <exception cref="PumFailureException">Those of resolving it; PUM1002 says where tests get their server from.</exception>
    public static Connection Resolve(ConnectionRequest request, HostEnvironment environment)
    {
        try
        {
            return ConnectionResolver.Resolve(request, environment);
        }
        catch (PumFailureException exception) when (exception.Failure.CallersAdvice == CallersAdvice.GiveConnection)
        {
            throw new PumFailureException(SeedFailures.NoConnection(exception.Failure, Variable), exception);
        }
    }
}
