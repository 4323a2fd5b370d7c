using System.Text;
using Pum.Tool;
using Pum.Tool.GitHub;

// Windows would take the console's old code page.
if (Console.IsOutputRedirected || Console.IsErrorRedirected)
    Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
return args is [ActionStep.Word]
    ? await new ActionStep(Console.Out, Console.Error).RunAsync()
    : await new PumCommandLine(Console.Out, Console.Error).RunAsync(args);
