/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Numbers of the wire. A BTF header has types but no macros, so they stand here. */
#ifndef SIXWATCH_CONSTS_BPF_H
#define SIXWATCH_CONSTS_BPF_H

#define ETH_HEADER_BYTES 14
#define ETH_P_IPV4 0x0800
#define ETH_P_ARP 0x0806
#define ETH_P_8021Q 0x8100
#define ETH_P_IPV6 0x86dd
#define ETH_P_8021AD 0x88a8
#define VLAN_ID_MASK 0x0fff

#define IPV6_HEADER_BYTES 40 /* RFC 8200 section 3 */
#define IPV4_HEADER_BYTES 20
#define IP_PAYLOAD_MAX 65535

/* Next header values, RFC 8200 section 4 and the IANA registry. */
#define NEXT_HOP_BY_HOP 0
#define NEXT_TCP 6
#define NEXT_UDP 17
#define NEXT_ROUTING 43
#define NEXT_FRAGMENT 44
#define NEXT_ESP 50
#define NEXT_AH 51
#define NEXT_ICMPV6 58
#define NEXT_NONE 59
#define NEXT_DESTINATION 60

#define FRAGMENT_OFFSET_MASK 0xfff8 /* RFC 8200 section 4.5, in bytes as it stands */
#define FRAGMENT_MORE 0x0001

#define ICMPV6_BYTES_MIN 4
#define ICMPV6_PACKET_TOO_BIG 2 /* RFC 4443 */
#define ICMPV6_TIME_EXCEEDED 3
#define ICMPV6_REASSEMBLY_EXCEEDED 1 /* code of type 3 */
#define ICMPV6_ECHO_REQUEST 128
#define ICMPV6_ECHO_REPLY 129
#define ICMPV6_MLD_QUERY 130 /* RFC 2710, RFC 3810 */
#define ICMPV6_MLD_REPORT 131
#define ICMPV6_MLD_DONE 132
#define ICMPV6_RS 133 /* RFC 4861 */
#define ICMPV6_RA 134
#define ICMPV6_NS 135
#define ICMPV6_NA 136
#define ICMPV6_REDIRECT 137
#define ICMPV6_MLDV2_REPORT 143
#define ICMPV6_MRD_ADVERTISEMENT 151 /* RFC 4286 */

#define ND_HOP_LIMIT 255 /* RFC 4861 section 7.1 */
#define ND_RS_BYTES 8
#define ND_RA_BYTES 16
#define ND_NS_BYTES 24
#define ND_REDIRECT_BYTES 40
#define ND_OPTION_SLLA 1
#define ND_NA_SOLICITED 0x40

#define MLD_HOP_LIMIT 1 /* RFC 3810 section 5 */

#define PORT_RIPNG 521
#define PORT_DHCPV6_CLIENT 546
#define PORT_DHCPV6_SERVER 547
#define PORT_MDNS 5353
#define PORT_LLMNR 5355
#define PORT_BABEL 6696
#define DNS_HEADER_BYTES 12
#define DNS_FLAG_RESPONSE 0x80 /* in the third byte, RFC 1035 section 4.1.1 */

#define ARP_ETHERNET_IPV4_BYTES 28

#endif
