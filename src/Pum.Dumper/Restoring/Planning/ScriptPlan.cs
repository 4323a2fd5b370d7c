using System.Collections.Immutable;
using Pum.Dumper.ClientTools;
using Pum.Dumper.Scripts;

namespace Pum.Dumper.Restoring.Planning;

/// <summary>A plain dump or a script goes through psql.</summary>
/// <param name="Text">The script.</param>
/// <param name="Facts">What the scan found in it.</param>
/// <param name="Mode">What an error does.</param>
/// <param name="Psql">The psql that runs it.</param>
/// <param name="Additional">The user's options for psql.</param>
internal sealed record ScriptPlan(
    ScriptText Text, ScriptFacts Facts, ScriptMode Mode, InstalledTool Psql, ImmutableArray<string> Additional)
    : ContentPlan(Mode, Jobs: 1);
