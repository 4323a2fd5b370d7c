namespace Microsoft.Build.Framework;

/// <summary>
/// Lets MSBuild run a task beside others in one process under <c>-mt</c>. MSBuild looks at the full name alone, so this copy serves
/// where the Microsoft.Build.Framework that we compile against has none yet.
/// </summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
internal sealed class MSBuildMultiThreadableTaskAttribute : Attribute;
