import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/** The images cannot be built or run here. The message contains the reason and the remedy. */
export class CannotStart extends Error {
  name = 'CannotStart'
}

/** What the suite runs, by the Debian package that has it. */
const PROGRAMS = {
  'docker.io': '/usr/sbin/dockerd',
  'docker-cli': '/usr/bin/docker',
  'docker-buildx': '/usr/libexec/docker/cli-plugins/docker-buildx',
  'docker-compose': '/usr/libexec/docker/cli-plugins/docker-compose',
  iproute2: '/usr/bin/ip',
  iptables: '/usr/sbin/iptables',
  mmdebstrap: '/usr/bin/mmdebstrap',
  openssl: '/usr/bin/openssl',
}

const missing = () => Object.keys(PROGRAMS).filter((name) => !existsSync(PROGRAMS[name]))

/**
 * Installs what is missing.
 * @throws CannotStart without root, or where apt-get cannot install
 */
export const ensureEngineInstalled = () => {
  if (process.getuid?.() !== 0)
    throw new CannotStart('The suite image starts a Docker engine of its own, which needs root: run it as root, or leave it to .ci/run.')
  if (missing().length === 0) return
  console.error(`Installing ${missing().join(', ')} …`)
  const apt = (...args) => spawnSync('apt-get', args, { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }, encoding: 'utf8' })
  apt('update')
  const { stderr, error } = apt('install', '-y', '--no-install-recommends', ...missing())
  if (missing().length === 0) return
  const reason = (error?.message ?? stderr ?? '').trim().split('\n').at(-1)
  throw new CannotStart(`The images are built and run by a Docker engine, and ${missing().join(', ')} is missing: ${reason}
Install it on Debian or Ubuntu: apt-get install ${missing().join(' ')}.`)
}
