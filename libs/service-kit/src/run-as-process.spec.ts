import { expect, it } from '@jest/globals'
import { spawn } from 'node:child_process'
import { once } from 'node:events'

const LIBRARY = JSON.stringify(new URL('../dist/run-as-process.js', import.meta.url).href)

/** A process of one service, whose `stop` is given. */
const serviceProcess = (stop: string) => {
  const script = `
    import { runAsProcess } from ${LIBRARY}
    const leftOpen = setInterval(() => undefined, 1_000)
    await runAsProcess(() => Promise.resolve({ url: '', stop: ${stop} }), process)
    process.stdout.write('started')`
  return spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'pipe'] })
}

const endOf = async (stop: string) => {
  const child = serviceProcess(stop)
  let err = ''
  child.stderr.on('data', (chunk) => (err += String(chunk)))
  await once(child.stdout, 'data')
  child.kill('SIGTERM')
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, err }
}

it('a service ends on SIGTERM after its orderly stop, also when a connection was left open', async () => {
  expect(await endOf('() => Promise.resolve()')).toEqual({ code: 0, err: '' })
})

it('a service whose stop fails ends with the reason', async () => {
  const { code, err } = await endOf(`() => Promise.reject(new Error('the claim was not released'))`)
  expect({ code, hasReason: err.includes('the claim was not released') }).toEqual({ code: 1, hasReason: true })
})
