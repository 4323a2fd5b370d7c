using System.Text;
using Pum.Tool;
using Pum.Tool.GitHub;
using Pum.Tool.Output;

// Windows would take the console's old code page.
if (Console.IsOutputRedirected || Console.IsErrorRedirected)
    Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
return args is [ActionStep.Word]
    ? await new ActionStep(StandardOutput.Open(), Console.Error).RunAsync()
    : await new PumCommandLine(StandardOutput.Open(), Console.Error).RunAsync(args);
