namespace Pum.Dumper.Scripts;

/// <summary>A place in a script that decides whether it can be restored.</summary>
internal sealed record ScriptFinding(ScriptFindingKind Kind, long Line, string Text);
