using Pum.Dumper.Connections;
using Pum.Dumper.Reporting;

namespace Pum.Dumper.Seeding;

/// <summary>A step that changes a template once, before any test gets a clone of it.</summary>
internal abstract record Preparation
{
    /// <summary>What the result depends on besides the database it starts from.</summary>
    /// <exception cref="Failures.PumFailureException">PUM1003.</exception>
    public abstract Task<string> KeyAsync(CancellationToken cancellationToken);

    /// <summary>Does it.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="key">What <see cref="KeyAsync"/> gave when the template was looked for.</param>
    /// <param name="connection">Leads to the database that becomes the template.</param>
    /// <param name="reporter">Where it is said.</param>
    /// <param name="environment">The process it runs in.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="Failures.PumFailureException">It failed.</exception>
    public abstract Task RunAsync(
        SeedDefinition seed,
        string key,
        Connection connection,
        IReporter reporter,
        HostEnvironment environment,
        CancellationToken cancellationToken);
}
