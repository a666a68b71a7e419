import { startPostgres } from '../dist/index.js'

// Uses a data folder until it is killed, as `casectl up` does.
const server = await startPostgres({ dataDir: process.argv[2] })
process.stdout.write(server.url)
await server.gone
