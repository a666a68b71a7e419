import { spawn, spawnSync } from 'node:child_process'
import { createWriteStream, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { CannotStart } from './requirements.mjs'

const START_TRIES = 300

/** A network that an engine made. */
const BRIDGE = /^\d+: (br-[0-9a-f]{12}):/gm

/**
 * Removes the networks of an engine that was killed. They keep their addresses, and what is sent to a container of
 * another engine with the same address would go to them.
 */
const removeNetworksOfKilledEngine = () => {
  const { stdout } = spawnSync('/usr/bin/ip', ['-oneline', 'link', 'show', 'type', 'bridge'], { encoding: 'utf8' })
  for (const [, bridge] of stdout.matchAll(BRIDGE)) {
    console.error(`Removing ${bridge}, a network of a Docker engine that was killed …`)
    spawnSync('/usr/bin/ip', ['link', 'delete', bridge])
  }
}

/**
 * Starts a Docker engine with a folder, a socket and images of its own.
 * @returns its socket, as DOCKER_HOST, and `stop`, which removes all of it
 * @throws CannotStart when another engine runs, or when this one ends or does not answer within a minute
 */
export const startEngine = async () => {
  if (spawnSync('pidof', ['dockerd']).status === 0)
    throw new CannotStart(`A Docker engine runs already on this machine, and two replace each other’s firewall rules.
Stop it, or let the suite use it: CASE_TIMELINE_TEST_ENGINE=unix:///var/run/docker.sock npm run test:image.`)
  removeNetworksOfKilledEngine()
  const folder = await mkdtemp(join(tmpdir(), 'case-timeline-engine-'))
  const host = `unix://${folder}/docker.sock`
  const log = join(folder, 'engine.log')
  const options = ['--data-root', `${folder}/data`, '--exec-root', `${folder}/exec`, '--pidfile', `${folder}/engine.pid`, '--host', host]
  const engine = spawn('/usr/sbin/dockerd', options, { stdio: ['ignore', 'pipe', 'pipe'] })
  for (const stream of [engine.stdout, engine.stderr]) stream.pipe(createWriteStream(log, { flags: 'a' }))
  const ended = new Promise((done) => engine.once('exit', done).once('error', done))
  const stop = async () => {
    engine.kill('SIGTERM')
    await ended
    // What a killed engine leaves mounted would keep its folder.
    for (const [, mount] of readFileSync('/proc/mounts', 'utf8').matchAll(/^\S+ (\S+)/gm))
      if (mount.startsWith(`${folder}/`)) spawnSync('umount', ['--lazy', mount])
    await rm(folder, { recursive: true, force: true })
  }
  for (let tries = 0; tries < START_TRIES && engine.exitCode === null; tries++) {
    const { status } = spawnSync('/usr/bin/docker', ['version'], { env: { ...process.env, DOCKER_HOST: host } })
    if (status === 0) return { host, stop }
    await pause(200)
  }
  const reason = readFileSync(log, 'utf8').trim().split('\n').slice(-5).join('\n')
  await stop()
  throw new CannotStart(`The Docker engine did not start:\n${reason}\nIt needs control groups, overlay mounts and iptables.`)
}
