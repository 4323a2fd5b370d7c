using System.Collections.Immutable;

namespace Pum.Dumper.ClientTools;

/// <summary>
/// What a tool said on standard error, redacted: the beginning, which holds the cause, and the end, which holds the outcome. What
/// lies between is counted, so that a tool with a million warnings needs no more memory than one with ten.
/// </summary>
internal sealed class ToolOutput(Func<string, string> redact)
{
    private const int Beginning = 500;
    private const int Ending = 100;

    private readonly List<string> first = [];
    private readonly Queue<string> last = new();
    private int omitted;

    /// <summary>The lines kept, in order, with a line that counts those left out.</summary>
    public ImmutableArray<string> Lines =>
        omitted == 0 ? [.. first, .. last] : [.. first, $"… {omitted} lines left out …", .. last];

    /// <summary>Takes a line and returns it redacted.</summary>
    public string Add(string line)
    {
        var redacted = redact(line);
        if (first.Count < Beginning)
        {
            first.Add(redacted);
        }
        else
        {
            last.Enqueue(redacted);
            if (last.Count > Ending)
            {
                last.Dequeue();
                omitted++;
            }
        }

        return redacted;
    }
}
