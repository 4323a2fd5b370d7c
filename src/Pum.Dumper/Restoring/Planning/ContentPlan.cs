using Pum.Dumper.Scripts;

namespace Pum.Dumper.Restoring.Planning;

/// <summary>How a dump goes into its target: with which tools, which of its content, and what an error does.</summary>
/// <param name="Mode">What an error does.</param>
/// <param name="Jobs">Parallel workers.</param>
internal abstract record ContentPlan(ScriptMode Mode, int Jobs)
{
    /// <summary>What an error does.</summary>
    /// <param name="request">What was asked for.</param>
    /// <param name="isNew">Whether the target is made for this restore.</param>
    public static ScriptMode ModeOf(RestoreRequest request, bool isNew) =>
        request.IgnoreErrors ? ScriptMode.GoingOn : isNew ? ScriptMode.IntoNew : ScriptMode.Guarded;
}
