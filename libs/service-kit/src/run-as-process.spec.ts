import { describe, expect, it } from '@jest/globals'
import { spawn } from 'node:child_process'
import { once } from 'node:events'

const LIBRARY = JSON.stringify(new URL('../dist/run-as-process.js', import.meta.url).href)
const SHUTDOWN = JSON.stringify(new URL('../dist/shutdown.js', import.meta.url).href)

const NEVER = 'new Promise(() => undefined)'

/** A process of one service, whose start and `stop` are given. */
const serviceProcess = (stop: string, started = 'Promise.resolve()') => {
  const script = `
    import { runAsProcess } from ${LIBRARY}
    import { StopTimedOut } from ${SHUTDOWN}
    const leftOpen = setInterval(() => undefined, 1_000)
    setTimeout(() => process.stdout.write('running'), 100)
    await runAsProcess(() => ${started}.then(() => ({ url: '', stop: ${stop} })), process)`
  return spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'pipe'] })
}

const endOf = async (child: ReturnType<typeof serviceProcess>, ...signals: readonly NodeJS.Signals[]) => {
  let err = ''
  child.stderr.on('data', (chunk) => (err += String(chunk)))
  const closed = once(child, 'close')
  await once(child.stdout, 'data')
  for (const signal of signals) child.kill(signal)
  const [code] = (await closed) as [number | null]
  return { code, err }
}

describe('a service that runs as a process', () => {
  it('ends on SIGTERM after its orderly stop, also when a connection was left open', async () => {
    expect(await endOf(serviceProcess('() => Promise.resolve()'), 'SIGTERM')).toEqual({ code: 0, err: '' })
  })

  it('ends with the reason when its stop fails', async () => {
    const { code, err } = await endOf(serviceProcess(`() => Promise.reject(new Error('the claim was not released'))`), 'SIGTERM')
    expect({ code, hasReason: err.includes('the claim was not released') }).toEqual({ code: 1, hasReason: true })
  })

  it('ends with a sentence, without a stack, when its stop takes too long', async () => {
    const stop = `() => Promise.reject(new StopTimedOut('not closed is a request'))`
    expect(await endOf(serviceProcess(stop), 'SIGTERM')).toEqual({ code: 1, err: 'not closed is a request\n' })
  })

  it('ends at once on a second signal, whichever it is', async () => {
    expect(await endOf(serviceProcess(`() => ${NEVER}`), 'SIGTERM', 'SIGINT')).toEqual({ code: expect.any(Number), err: '' })
  })

  it('ends at once on a signal during its start', async () => {
    expect(await endOf(serviceProcess('() => Promise.resolve()', NEVER), 'SIGTERM')).toEqual({ code: 143, err: '' })
  })
})
