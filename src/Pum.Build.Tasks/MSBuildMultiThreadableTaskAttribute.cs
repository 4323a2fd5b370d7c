namespace Microsoft.Build.Framework;

/// <summary>
/// Lets MSBuild run a task beside others in one process under <c>-mt</c>. MSBuild compares only the full name, so this copy works
/// although the Microsoft.Build.Framework that we compile against does not have the attribute yet.
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
internal sealed class MSBuildMultiThreadableTaskAttribute : Attribute;
