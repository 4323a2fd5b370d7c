using System.Collections.Immutable;
using Pum.Dumper.Failures;

namespace Pum.Dumper.ClientTools;

/// <summary>
/// What a tool said on standard error: the beginning, the end, and the errors between, so that a tool with a million lines of progress
/// needs no more memory than one with ten, and no cause is lost. Not redacted, because a failure is recognised by the tool's own words.
/// </summary>
internal sealed class ToolOutput
{
    private const int Beginning = 200;
    private const int Ending = 200;
    private const int Errors = 200;

    private readonly List<string> _kept = [];
    private readonly Queue<string> _last = new();
    private int _errors;

    /// <summary>The lines kept, in order.</summary>
    public ImmutableArray<string> Lines => [.. _kept, .. _last];

    /// <summary>Takes a line.</summary>
    public void Add(string line)
    {
        if (_kept.Count < Beginning && _last.Count == 0)
        {
            _kept.Add(line);
            return;
        }

        _last.Enqueue(line);
        if (_last.Count <= Ending)
            return;
        var old = _last.Dequeue();
        if (ToolMessageReader.TellsOfError(old) && _errors++ < Errors)
            _kept.Add(old);
    }
}
