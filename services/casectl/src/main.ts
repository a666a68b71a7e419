import { run } from './run.ts'

// `casectl … | head` closes the pipe early: whoever reads has read enough.
process.stdout.on('error', (failure: NodeJS.ErrnoException) => {
  if (failure.code === 'EPIPE') process.exit(0)
  throw failure
})

process.exitCode = await run(process.argv.slice(2), process.env, { out: process.stdout, err: process.stderr })
