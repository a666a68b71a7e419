// Follows the events of an agency's cases as they are recorded, one line of JSON for each, and continues at its last cursor
// after a restart. An event may come twice: source and id identify it.
//
//     SERVICE=https://investigation.example.org TOKEN=… dotnet run FollowEvents.cs cursor.txt
using System.Net;
using System.Net.Http.Headers;

string Setting(string name) => Environment.GetEnvironmentVariable(name) ?? throw new ArgumentException($"{name} is not set");
using var client = new HttpClient { BaseAddress = new Uri(Setting("SERVICE")), Timeout = Timeout.InfiniteTimeSpan };
client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Setting("TOKEN"));

while (true)
{
    try { await Follow(File.Exists(args[0]) ? File.ReadAllText(args[0]) : "0"); }
    catch (IOException disconnected) { Console.Error.WriteLine(disconnected.Message); }
    catch (HttpRequestException unreachable) { Console.Error.WriteLine(unreachable.Message); }
    await Task.Delay(2000);
}

async Task Follow(string cursor)
{
    using var answer = await client.GetAsync($"/events/stream?after={cursor}", HttpCompletionOption.ResponseHeadersRead);
    if (answer.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable) return;
    // Also 409 log-went-back: the log no longer has what was read up to the cursor. Delete the file to read it again.
    if (!answer.IsSuccessStatusCode) throw new InvalidOperationException(await answer.Content.ReadAsStringAsync());
    using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
    while (await lines.ReadLineAsync() is { } line)
    {
        if (line.StartsWith("id: ")) cursor = line[4..];
        else if (line.StartsWith("data: ")) Console.WriteLine(line[6..]);
        else if (line == "") File.WriteAllText(args[0], cursor); // noted after the event was taken, never before
    }
}
