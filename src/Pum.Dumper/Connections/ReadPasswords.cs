using System.Collections.Immutable;

namespace Pum.Dumper.Connections;

/// <summary>
/// The passwords that were ever read for a connection or a copy of it. A file of passwords may change while an operation runs: each new
/// session reads it anew, and what any of them read is kept out of every message.
/// </summary>
internal sealed class ReadPasswords
{
    private ImmutableHashSet<string> _all = [];

    /// <summary>All of them; another set as soon as there is one more.</summary>
    public ImmutableHashSet<string> All => Volatile.Read(ref _all);

    /// <summary>Remembers one.</summary>
    public void Add(string password) => ImmutableInterlocked.Update(ref _all, all => all.Add(password));
}
