import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { docker, output } from './docker.fixtures.ts'

const DEPLOY = fileURLToPath(new URL('../../../../deploy/', import.meta.url))

/** A copy of what deploy/compose.yaml needs, with passwords and certificates of its own. */
export const preparedCompose = async (profile: string): Promise<{ readonly folder: string; readonly printed: string }> => {
  const folder = await mkdtemp(join(tmpdir(), 'compose-'))
  for (const name of ['compose.yaml', 'compose.servers.yaml', 'compose'])
    await cp(join(DEPLOY, name), join(folder, name), { recursive: true })
  await rm(join(folder, 'compose/secrets'), { recursive: true, force: true })
  return { folder, printed: await output('node', join(folder, 'compose/prepare.mjs'), profile) }
}

/** A container of Compose. */
export interface ComposeContainer {
  readonly status: string
  readonly health: string | undefined
  readonly exitCode: number
  /** The addresses of this machine at which its ports can be reached. */
  readonly boundTo: readonly string[]
}

const Container = z.object({
  Config: z.object({ Labels: z.object({ 'com.docker.compose.service': z.string() }) }),
  State: z.object({
    Status: z.string(),
    ExitCode: z.number(),
    Health: z.object({ Status: z.string() }).optional(),
  }),
  HostConfig: z.object({ PortBindings: z.record(z.string(), z.array(z.object({ HostIp: z.string() }))).nullable() }),
})

/** The containers of a project, by the names of their services. */
export const composeContainers = async (project: string): Promise<Record<string, ComposeContainer>> => {
  const ids = (await docker('ps', '--all', '--quiet', `--filter=${project}`)).split('\n')
  const inspected = z.array(Container).parse(JSON.parse(await docker('inspect', ...ids)))
  return Object.fromEntries(
    inspected.map(({ Config, State, HostConfig }) => [
      Config.Labels['com.docker.compose.service'],
      {
        status: State.Status,
        health: State.Health?.Status,
        exitCode: State.ExitCode,
        boundTo: Object.values(HostConfig.PortBindings ?? {}).flatMap((bindings) => bindings.map(({ HostIp }) => HostIp)),
      },
    ]),
  )
}
