#!/usr/bin/env node
// run.mjs compiles first when needed, so that `npx casectl` works in a fresh clone.
process.argv.splice(2, 0, 'casectl')
await import('../../../deploy/run.mjs')
