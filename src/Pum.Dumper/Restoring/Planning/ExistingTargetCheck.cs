using Pum.Dumper.Failures;

namespace Pum.Dumper.Restoring.Planning;

/// <summary>Finds what a restore into an existing database does not go with, whatever the dump holds.</summary>
internal static class ExistingTargetCheck
{
    /// <summary>PUM1001, PUM5007.</summary>
    public static IEnumerable<PumFailure> Find(RestoreContext context)
    {
        var request = context.Request;
        if (request.Jobs is > 1 and var jobs && context.OneTransaction)
            yield return OptionFailures.JobsInOneTransaction(jobs);
        if (!request.Clean)
            yield break;
        foreach (var failure in ReplaceCheck.Cleaning(context.Target, context.Connection.Database, request.ConfirmReplace))
            yield return failure;
    }
}
