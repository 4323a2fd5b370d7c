namespace Pum.Dumper.Seeding;

/// <summary>
/// The template that the running code prepares, if it prepares one. Code that asks for a clone of that would wait for its own end.
/// </summary>
internal sealed class TemplateInMaking : IDisposable
{
    private static readonly AsyncLocal<TemplateInMaking?> Innermost = new();

    private readonly SeedServer _server;
    private readonly string _key;
    private readonly TemplateInMaking? _outer;
    private volatile bool _isOver;

    private TemplateInMaking(SeedServer server, string key) => (_server, _key, _outer) = (server, key, Innermost.Value);

    /// <summary>Begins one, for the caller and what it starts.</summary>
    public static TemplateInMaking Begin(SeedServer server, string key) => Innermost.Value = new(server, key);

    /// <summary>Whether the running code may be a part of making any.</summary>
    public static bool IsAny => Innermost.Value is not null;

    /// <summary>Whether the running code is a part of making one.</summary>
    public static bool IsCaller(SeedServer server, string key)
    {
        for (var each = Innermost.Value; each is not null; each = each._outer)
        {
            if (!each._isOver && each._server == server && each._key == key)
                return true;
        }

        return false;
    }

    /// <summary>Ends it, also for what it started and what runs on.</summary>
    public void Dispose() => _isOver = true;
}
