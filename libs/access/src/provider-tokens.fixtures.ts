import type { ClaimMapping } from './principal.ts'

/** A token as an identity provider makes it, how a service is configured for it, and whom it states. */
export interface ProviderToken {
  readonly provider: string
  readonly claims: Readonly<Record<string, unknown>>
  readonly mapping: ClaimMapping
  readonly principal: { readonly userId: string; readonly agencyId: string; readonly sector: string; readonly roles: readonly string[] }
}

const INVESTIGATORS = 'EXAMPLE\\Trafficking Investigators'

/** The access token of a user of a Keycloak realm, with a client scope of two attribute mappers. */
export const KEYCLOAK: ProviderToken = {
  provider: 'Keycloak',
  claims: {
    ...{
      jti: 'onrtac:7c5a2f7e-8f5d-4d0f-9b34-52dd0f6f8a11',
      typ: 'Bearer',
      azp: 'case-portal',
      sid: '0a0a5f4e-6f56-4d0c-8bd4-0f5b4a0a8c1d',
    },
    ...{ sub: 'f9a1d2c6-0c1b-4f6e-8a57-3b1c2d4e5f60', acr: '1', scope: 'openid profile case-timeline', email_verified: false },
    'allowed-origins': ['https://portal.example'],
    realm_access: { roles: ['offline_access', 'uma_authorization', 'default-roles-police', 'lead-investigator', 'investigator'] },
    resource_access: { account: { roles: ['manage-account', 'view-profile'] } },
    ...{ agency: 'ph-police', sector: ['investigation'], preferred_username: 'j.cruz', name: 'J. Cruz' },
  },
  mapping: { places: { roles: '/realm_access/roles' } },
  principal: {
    ...{ userId: 'f9a1d2c6-0c1b-4f6e-8a57-3b1c2d4e5f60', agencyId: 'ph-police', sector: 'investigation' },
    roles: ['lead-investigator', 'investigator'],
  },
}

/** The access token (version 2.0) of a user of an Entra ID tenant, with app roles and two claims from extension attributes. */
export const ENTRA: ProviderToken = {
  provider: 'Entra ID',
  claims: {
    ...{ aio: 'AWQAm/8XAAAA', azp: '5c1f1c3e-7a9d-4e0e-bb34-9d4a3b0b7a55', azpacr: '1', ver: '2.0', uti: 'u1tXk3u2x0KqPjWc6kYbAA' },
    ...{ oid: '3f2504e0-4f89-41d3-9a0c-0305e82c3301', tid: '9188040d-6c67-4c5b-b112-36a304b66dad', rh: '0.AXkA', scp: 'case.access' },
    ...{ sub: 'AAAAAAAAAAAAAAAAAAAAAIkzqFVrSaSaFHy782bbtaQ', name: 'M. Santos', preferred_username: 'm.santos@example.org' },
    ...{ roles: ['case-worker'], extn: { agency: ['ph-shelter'], sector: ['VICTIM_SUPPORT'] } },
  },
  mapping: { places: { user: 'oid', agency: '/extn/agency', sector: '/extn/sector' } },
  principal: {
    ...{ userId: '3f2504e0-4f89-41d3-9a0c-0305e82c3301', agencyId: 'ph-shelter', sector: 'victimSupport' },
    roles: ['case-worker'],
  },
}

/** The access token of a user of ADFS: one group is a text and no list, names are those of a Windows domain. */
export const ADFS: ProviderToken = {
  provider: 'ADFS',
  claims: {
    ...{ apptype: 'Confidential', appid: '2d5ff1f0-93a4-4cf0-9d40-5c9e1f1d7a3b', ver: '1.0', scp: 'openid' },
    ...{ authmethod: 'urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport', auth_time: '2026-11-29T08:00:00.000Z' },
    ...{ sub: 'bm9/dGhl+dXNlcg==', winaccountname: 'EXAMPLE\\j.cruz', roles: INVESTIGATORS, agency: 'ph-police', sector: 'investigation' },
  },
  mapping: { places: { user: 'winaccountname' }, roleNames: new Map([[INVESTIGATORS, 'investigator']]) },
  principal: { userId: 'EXAMPLE:j.cruz', agencyId: 'ph-police', sector: 'investigation', roles: ['investigator'] },
}
