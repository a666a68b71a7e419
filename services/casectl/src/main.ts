import { run } from './run.ts'

// `casectl … | head` closes the pipe early: that is not an error.
process.stdout.on('error', (failure: NodeJS.ErrnoException) => {
  if (failure.code === 'EPIPE') process.exit(0)
  throw failure
})

const exitCode = await run(process.argv.slice(2), process.env, { out: process.stdout, err: process.stderr })
// What is left open after an orderly end, such as a connection to a broker that died, must not keep the process. The
// empty writes are done when all output before them is.
process.stdout.write('', () => process.stderr.write('', () => process.exit(exitCode)))
