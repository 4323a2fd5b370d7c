namespace Pum.Dumper.Restoring.Selection;

/// <summary>What a filter does with names and objects that do not fit it.</summary>
/// <param name="File">Full path of the archive, for messages.</param>
/// <param name="StrictNames">Whether a name without wildcards and without a match is an error.</param>
/// <param name="ExcludeDependents">Whether what needs something excluded is left out too.</param>
/// <param name="IgnoreErrors">Whether it is tried otherwise, with a warning, instead of failing the restore.</param>
internal sealed record FilterOptions(string File, bool StrictNames, bool ExcludeDependents, bool IgnoreErrors);
