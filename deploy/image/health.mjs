// What an engine without probes of its own, such as that of Compose, runs in the container: 0 when the service is ready.
const { PORT = '8080' } = process.env
const answer = await fetch(`http://127.0.0.1:${PORT}/health/ready`).catch(() => undefined)
process.exitCode = answer?.ok ? 0 : 1
