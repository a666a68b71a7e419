{{/* The egress rules of a pod: dict root, needs. DNS is always one. */}}
{{- define "case-timeline.egress" -}}
{{- range $need := prepend .needs "dns" }}
{{- if include "case-timeline.uses" (dict "root" $.root "need" $need) }}
{{- $opening := get $.root.Values.network $need }}
- ports:
    {{- range $opening.ports }}
    - { protocol: TCP, port: {{ . }} }
    {{- if eq $need "dns" }}
    - { protocol: UDP, port: {{ . }} }
    {{- end }}
    {{- end }}
  {{- with $opening.to }}
  to:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end }}
{{- end }}
{{- end }}

{{/* The NetworkPolicy of a pod of casectl: dict root, component, needs, optionally annotations and services. Nobody calls such
a pod. */}}
{{- define "case-timeline.casectlNetwork" -}}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: {{ include "case-timeline.fullname" .root }}-{{ .component }}
  labels:
    {{- include "case-timeline.labels" . | nindent 4 }}
  {{- with .annotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  podSelector:
    matchLabels:
      {{- include "case-timeline.selector" . | nindent 6 }}
  policyTypes: [Ingress, Egress]
  ingress: []
  egress:
    {{- include "case-timeline.egress" . | trim | nindent 4 }}
    {{- if .services }}
    - ports: [{ protocol: TCP, port: 8080 }]
      to:
        - podSelector:
            matchLabels:
              {{- include "case-timeline.selector" (dict "root" .root) | nindent 14 }}
    {{- end }}
{{- end }}
