//! lab
use honeyglow::layout::organic::*; use honeyglow::layout::*;
fn main(){
 let a:Vec<String>=std::env::args().collect();
 let j:serde_json::Value=serde_json::from_str(&std::fs::read_to_string(&a[1]).unwrap()).unwrap();
 let mut arr=Arrangement::Singly; let mut seed=0u64; let mut lab=true;
 for kv in &a[3..]{let (k,v)=kv.split_once('=').unwrap();let f=||v.parse::<f64>().unwrap();match k{"blocks"=>if v=="1"{arr=Arrangement::Blocks},"seed"=>seed=f() as u64,"lab"=>lab=v=="1",_=>panic!("{k}")}}
 let nodes=j["nodes"].as_array().unwrap();
 let mx=|k:&str|nodes.iter().filter(|n|n["kind"]==k).map(|n|n["count"].as_f64().unwrap()).fold(1.0,f64::max);
 let m=[mx("s"),mx("p"),mx("t")];
 let mut ex=vec![];let mut kinds=vec![];let mut wh=vec![];let mut lw=vec![];
 for n in nodes{let k=n["kind"].as_str().unwrap();let ki=match k{"s"=>0,"p"=>1,_=>2};kinds.push(ki as u8);
  let id=n["id"].as_str().unwrap();let w=id.len() as f64*5.0+2.0;let sh=(n["count"].as_f64().unwrap()/m[ki]).sqrt();
  let (bw,bh)=match ki{0=>{let s=f64::max(9.0,44.0*sh);(s,s)},1=>{(f64::max(w+8.0,50.0*sh),f64::max(17.0,32.0*sh))},_=>{let s=f64::max(10.0,42.0*sh);(s,s*1.2)}};
  wh.push((bw,bh));lw.push(w);
  let e=if !lab||ki==1{Extent{left:bw/2.,right:bw/2.,up:bh/2.,down:bh/2.}}else{let foot=if ki==2{bh/4.}else{bh/2.};Extent{left:f64::max(bw,w)/2.,right:f64::max(bw,w)/2.,up:bh/2.,down:foot+1.5+11.7}};
  ex.push(e);}
 let ties:Vec<Tie>=j["edges"].as_array().unwrap().iter().map(|e|Tie{a:e[0].as_u64().unwrap() as u32,b:e[1].as_u64().unwrap() as u32,weight:1.0}).collect();
 let t=std::time::Instant::now();
 let l=organic(&Sheet{extents:&ex,kinds:&kinds,ties:&ties,arrangement:arr,gap:4.0,aspect:1.4,seed,threads:2});
 eprintln!("layout {:.3}s size {:?}",t.elapsed().as_secs_f64(),l.size);
 let mut out=vec![];
 for (i,n) in nodes.iter().enumerate(){let c=l.centres[i];let k=kinds[i];let b=if !lab{serde_json::Value::Null}else if k==1{serde_json::json!([c.x-lw[i]/2.,c.y-6.,c.x+lw[i]/2.,c.y+6.])}else{let f=c.y+if k==2{wh[i].1/4.}else{wh[i].1/2.}+1.5;serde_json::json!([c.x-lw[i]/2.,f,c.x+lw[i]/2.,f+11.7])};
  out.push(serde_json::json!({"id":i,"x":c.x,"y":c.y,"w":wh[i].0,"h":wh[i].1,"shape":(["ellipse","box","triangle"][k as usize]),"label":n["id"],"label_box":b}));}
 std::fs::write(&a[2],serde_json::json!({"nodes":out,"edges":j["edges"]}).to_string()).unwrap();
}
