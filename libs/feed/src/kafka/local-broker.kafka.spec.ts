import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Kafka, logLevel } from 'kafkajs'
import { verifyJars } from '../../../../deploy/kafka/broker-jars.mjs'
import { startKafka } from '../../../../deploy/kafka/start-kafka.mjs'
import { waitUntil } from './wait-until.fixtures.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'case-timeline-local-broker-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

const MAIN = 'deploy/kafka/main.mjs'

const topicsAt = async (brokers: readonly string[]): Promise<readonly string[]> => {
  const admin = new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING }).admin()
  await admin.connect()
  try {
    return await admin.listTopics()
  } finally {
    await admin.disconnect()
  }
}

describe('the local broker', () => {
  it('restarts after kill -9 with all its data, at the same address', async () => {
    const kafka = await startKafka({ dataDir: folder })
    const admin = new Kafka({ brokers: [...kafka.brokers], logLevel: logLevel.NOTHING }).admin()
    await admin.connect()
    await admin.createTopics({ topics: [{ topic: 'kept', numPartitions: 2 }], waitForLeaders: false })
    await waitUntil('the topic exists', async () => (await admin.listTopics()).includes('kept'))
    await admin.disconnect()
    const port = Number(kafka.brokers[0].split(':')[1])
    await expect(startKafka({ port })).rejects.toThrow(
      `Port ${port} of 127.0.0.1 is in use: stop the program that listens there, or choose another port.`,
    )
    await kafka.kill()
    expect(await kafka.gone).toBe('SIGKILL')
    await kafka.restart()
    expect(await topicsAt(kafka.brokers)).toEqual(['kept'])
    await kafka.stop()
    expect(existsSync(join(folder, 'data', 'meta.properties'))).toBe(true)
  })

  it('reports the last lines of its log when it does not start', async () => {
    await expect(startKafka({ settings: { 'log.retention.ms': 'forever' } })).rejects.toThrow(
      /could not be formatted|ended while it started/,
    )
  })
})

describe('npm run kafka', () => {
  it('prints what to configure, and removes its files when it is stopped', async () => {
    const child = spawn(process.execPath, [MAIN], { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, TMPDIR: folder } })
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
    await waitUntil('it is ready', () => output.includes('Ctrl-C'))
    const [, address = ''] = /EVENT_FEED_URL=kafka:\/\/(127\.0\.0\.1:\d+)\//.exec(output) ?? []
    expect(await topicsAt([address])).toEqual([])
    child.kill('SIGTERM')
    expect(await once(child, 'exit')).toEqual([0, null])
    await expect(topicsAt([address])).rejects.toThrow(/ECONNREFUSED/)
    expect(readdirSync(folder)).toEqual([])
  })

  it('prints what to install when Java is missing', () => {
    const { status, stderr } = spawnSync(process.execPath, [MAIN], { env: { PATH: folder }, encoding: 'utf8' })
    expect(status).toBe(1)
    expect(stderr).toMatch(/^Kafka runs on Java 17 or newer, and there is no "java"\. Install it: .+\n$/)
  })

  it('prints its usage', () => {
    const { status, stderr } = spawnSync(process.execPath, [MAIN, '--port', 'any'], { encoding: 'utf8' })
    expect(status).toBe(1)
    expect(stderr).toMatch(/^"any" is not a port: use a number from 1 to 65535\.\nusage: npm run kafka/)
  })
})

describe('the jars of the broker', () => {
  const listed = (name: string, content: string) => `${createHash('sha512').update(content).digest('hex')}  ${name}\n`
  const list = listed('a.jar', 'one') + listed('b.jar', 'two')
  const hold = () => verifyJars(folder, list, 'Remove it.')
  const write = (name: string, content: string) => writeFileSync(join(folder, name), content)

  beforeEach(() => {
    write('a.jar', 'one')
    write('b.jar', 'two')
  })

  it('are accepted when each file has its committed checksum', async () => expect(await hold()).toBe(undefined))

  it('are refused when a file differs', async () => {
    write('b.jar', 'twofold')
    await expect(hold()).rejects.toThrow('b.jar has another checksum than in jars.sha512. Remove it.')
  })

  it('are refused when a file was added', async () => {
    write('c.jar', '')
    await expect(hold()).rejects.toThrow('The folder of the jars contains c.jar, which jars.sha512 does not list. Remove it.')
  })

  it('are refused when a file is missing', async () => {
    rmSync(join(folder, 'a.jar'))
    await expect(hold()).rejects.toThrow('The folder of the jars lacks a.jar, which jars.sha512 lists. Remove it.')
  })
})
