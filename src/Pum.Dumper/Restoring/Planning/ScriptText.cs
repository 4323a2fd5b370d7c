using System.Collections.Immutable;
using Pum.Dumper.Failures;
using Pum.Dumper.Scripts;

namespace Pum.Dumper.Restoring.Planning;

/// <summary>Where a script comes from; read once to check it, once to feed it, and once more to find the line of an error.</summary>
/// <param name="Path">Full path of the dump, for messages.</param>
internal abstract record ScriptText(string Path)
{
    /// <summary>Hands the script to <paramref name="consume"/> from its beginning.</summary>
    public abstract Task ReadAsync(Func<Stream, CancellationToken, Task> consume, CancellationToken cancellationToken);

    /// <summary>Scans it.</summary>
    public async Task<ScriptFacts> ScanAsync(CancellationToken cancellationToken)
    {
        ScriptFacts? facts = null;
        await ReadAsync(
            (stream, token) =>
            {
                facts = ScriptScanner.Scan(stream, token);
                return Task.CompletedTask;
            },
            cancellationToken);
        return facts!;
    }

    /// <summary>Where in it errors are that psql tells of, and the archive's entry where it comes from an archive.</summary>
    public abstract Task<ImmutableArray<(SourceLocation Place, string? Entry)>> FindAsync(
        ImmutableArray<SqlErrorPlace> places, CancellationToken cancellationToken);
}
