namespace Pum.Dumper.Seeding;

/// <summary>
/// A template that running code prepares, and the templates that this code waits for meanwhile. Code that asks for one that waits for it
/// would wait for its own end.
/// </summary>
internal sealed class TemplateInMaking : IDisposable
{
    private static readonly AsyncLocal<TemplateInMaking?> Innermost = new();

    private static readonly object Gate = new();

    /// <summary>Every wait of code that prepares, in this process.</summary>
    private static readonly HashSet<Wait> Waits = [];

    private readonly Node _template;
    private readonly TemplateInMaking? _outer;
    private volatile bool _isOver;

    private TemplateInMaking(Node template) => (_template, _outer) = (template, Innermost.Value);

    /// <summary>Begins one, for the caller and what it starts.</summary>
    public static TemplateInMaking Begin(SeedServer server, string key) => Innermost.Value = new(new(server, key));

    /// <summary>Says that the running code waits for a template, until what is returned is disposed.</summary>
    /// <returns><see langword="null"/> where the wait would never end, because the template waits for the running code.</returns>
    public static IDisposable? TryWait(SeedServer server, string key)
    {
        var awaited = new Node(server, key);
        var wait = new Wait(Running(), awaited);
        if (wait.Makers.Count == 0)
            return wait;
        lock (Gate)
        {
            if (Reaches(awaited, wait.Makers))
                return null;
            Waits.Add(wait);
        }

        return wait;
    }

    /// <summary>Ends it, also for what it started and what runs on.</summary>
    public void Dispose() => _isOver = true;

    private static List<Node> Running()
    {
        var makers = new List<Node>();
        for (var each = Innermost.Value; each is not null; each = each._outer)
        {
            if (!each._isOver)
                makers.Add(each._template);
        }

        return makers;
    }

    /// <summary>Whether a template is one of those, or waits for one of them.</summary>
    private static bool Reaches(Node template, List<Node> makers)
    {
        var seen = new HashSet<Node>();
        var next = new Queue<Node>([template]);
        while (next.TryDequeue(out var each))
        {
            if (makers.Contains(each))
                return true;
            if (!seen.Add(each))
                continue;
            foreach (var wait in Waits.Where(wait => wait.Makers.Contains(each)))
                next.Enqueue(wait.Awaited);
        }

        return false;
    }

    private readonly record struct Node(SeedServer Server, string Key);

    private sealed class Wait(List<Node> makers, Node awaited) : IDisposable
    {
        public List<Node> Makers { get; } = makers;

        public Node Awaited { get; } = awaited;

        public void Dispose()
        {
            lock (Gate)
                Waits.Remove(this);
        }
    }
}
