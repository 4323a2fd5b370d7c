namespace Pum.Benchmarks.Reporting;

/// <summary>A plot of the page.</summary>
/// <param name="Name">Name of its file, without the extension.</param>
/// <param name="Title">What it shows.</param>
/// <param name="Svg">The drawing.</param>
internal sealed record Plot(string Name, string Title, string Svg);
