import { describe, expect, it } from '@jest/globals'
import { render, type Values, valuesOf } from './helm.ts'
import { typeFaults } from './kubernetes-fields.ts'
import { type Manifest, ofKind } from './manifests.ts'
import { brokenRequirements } from './workloads.ts'

const rendered = async (values: Values): Promise<readonly Manifest[]> => {
  const manifests = await render({ files: valuesOf('minimal'), values })
  expect([...manifests.flatMap(typeFaults), ...brokenRequirements(manifests)]).toEqual([])
  return manifests
}

describe('the lists of who is held', () => {
  const listsWith = async (heldLists: object) =>
    ofKind(await rendered({ casectl: { heldLists } }), 'CronJob').filter(({ metadata: { name } }) => name.includes('-held-'))
  const court = { existingSecret: 'held-court', existingClaim: 'lists' }

  it('are off until a Secret with a token and a key is named', async () => {
    expect(await listsWith({})).toEqual([])
    expect(await listsWith({ court: { existingClaim: 'lists' } })).toEqual([])
  })

  it('are made every day for each agency and service, and signed with the key of the agency', async () => {
    const cebu = { ...court, service: 'adjudication', agency: 'ph-court-cebu', schedule: '30 5 * * *', existingSecret: 'held-cebu' }
    const [first, second] = await listsWith({ cebu, court })
    expect(first).toMatchObject({ metadata: { name: 'ct-case-timeline-held-cebu' }, spec: { schedule: '30 5 * * *', suspend: false } })
    expect(JSON.stringify(first)).toContain('"--agency","ph-court-cebu","--sector","adjudication"')
    expect(second).toMatchObject({ metadata: { name: 'ct-case-timeline-held-court' }, spec: { schedule: '0 6 * * *', suspend: false } })
    const args = [
      'held',
      '--agency',
      'ph-court',
      '--sector',
      'adjudication',
      '--sign',
      '/etc/case-timeline/secret/held-key',
      '--out',
      '/exports',
    ]
    const text = JSON.stringify(second)
    expect(text).toContain(`"args":${JSON.stringify(args)}`)
    // Otherwise a pod that never starts would keep back every later list.
    expect(text).toContain('"activeDeadlineSeconds":3600')
    expect(text).toContain('"secretKeyRef":{"name":"held-court","key":"CASE_TIMELINE_TOKEN"}')
    expect(text).toContain('{"name":"secret","mountPath":"/etc/case-timeline/secret","readOnly":true}')
    expect(text).toContain('{"secretName":"held-court","items":[{"key":"held-key","path":"held-key"}]}')
    expect(text).toContain('{"name":"exports","persistentVolumeClaim":{"claimName":"lists"}}')
  })

  it('may reach the services, and their names are short enough for a CronJob', async () => {
    const manifests = await rendered({ fullnameOverride: 'x'.repeat(40), casectl: { heldLists: { prosecution: court } } })
    const [job] = ofKind(manifests, 'CronJob').filter(({ metadata: { name } }) => name.includes('-held-'))
    expect(job?.metadata.name.length).toBeLessThanOrEqual(52)
    expect(ofKind(manifests, 'NetworkPolicy').map(({ metadata: { name } }) => name)).toContain(`${'x'.repeat(40)}-job`)
  })
})
