using System.Collections.Immutable;

namespace Pum.Dumper.Databases;

/// <summary>A property of the old database that the new one is to get.</summary>
/// <param name="What">The property, for people.</param>
/// <param name="Statements">What gives it.</param>
/// <param name="IsRequired">
/// Whether the swap must not happen without it: otherwise roles that the old database kept out could connect.
/// </param>
internal sealed record CarriedOver(string What, ImmutableArray<string> Statements, bool IsRequired = false);
