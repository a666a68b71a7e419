#:package Confluent.Kafka@2.11.1
// Sends a signed command over Kafka, if one is given, and prints each answer to the agency's commands as a CloudEvent, also after
// a restart. An answer may come twice: its id identifies it.
//
//     dotnet run ExchangeOverKafka.cs [<service> <case id> <message of SignCommand>]
using System.Text;
using System.Text.Json.Nodes;
using Confluent.Kafka;

string? Optional(string name) => Environment.GetEnvironmentVariable(name);
string Setting(string name) => Optional(name) ?? throw new ArgumentException($"{name} is not set");
string agency = Setting("AGENCY"), prefix = Optional("PREFIX") ?? "";
var settings = new ClientConfig { BootstrapServers = Setting("BROKERS"), ClientId = agency };
if (Optional("LOGIN") is { } login)
{
    (settings.SecurityProtocol, settings.SaslMechanism) = (SecurityProtocol.SaslSsl, SaslMechanism.ScramSha512);
    (settings.SaslUsername, settings.SaslPassword) = (login, Setting("PASSWORD"));
}
if (args is [var service, var caseId, var message])
{
    // librdkafka's own partitioner would put the case elsewhere.
    var sending = new ProducerConfig(settings) { Partitioner = Partitioner.Murmur2Random };
    using var producer = new ProducerBuilder<string, string>(sending).Build();
    await producer.ProduceAsync($"{prefix}case-commands.{service}", new() { Key = caseId, Value = message });
}
var reading = new ConsumerConfig(settings) { GroupId = $"{prefix}agency.{agency}.answers", EnableAutoCommit = false, AutoOffsetReset = AutoOffsetReset.Earliest };
using var consumer = new ConsumerBuilder<string, string>(reading).Build();
consumer.Subscribe($"{prefix}case-answers.{agency}");
var output = new StreamWriter(OperatingSystem.IsWindows() ? Console.OpenStandardOutput() // elsewhere it ignores a pipe without a reader
    : new FileStream(new Microsoft.Win32.SafeHandles.SafeFileHandle(1, false), FileAccess.Write, 0)) { AutoFlush = true };
while (true)
{
    var answer = consumer.Consume();
    var answered = new JsonObject { ["data"] = JsonNode.Parse(answer.Message.Value) };
    foreach (var header in answer.Message.Headers)
        answered[header.Key.Replace("ce_", "").Replace("content-type", "datacontenttype")] = Encoding.UTF8.GetString(header.GetValueBytes());
    output.WriteLine(answered.ToJsonString());
    consumer.Commit(answer); // after the answer was taken, never before
}
