using System.Collections.Concurrent;

namespace Pum.Dumper.Connections;

/// <summary>
/// The passwords that were ever read for a connection or a copy of it. A file of passwords may change while an operation runs: each new
/// session reads it anew, and what any of them read is kept out of every message.
/// </summary>
internal sealed class ReadPasswords
{
    private readonly ConcurrentDictionary<string, bool> _passwords = new();

    /// <summary>All of them.</summary>
    public IEnumerable<string> All => _passwords.Keys;

    /// <summary>Remembers one.</summary>
    public void Add(string password) => _passwords.TryAdd(password, true);
}
